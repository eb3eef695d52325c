/**
 * A text of JSON with comments: its value, where each part of it stands, and what is wrong with its syntax.
 *
 * It is read tolerantly, as people type: what stands before and after a mistake is still understood.
 */
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Range } from 'vscode-languageserver-protocol';
import { TextPositions } from './textPositions';

/** Leads from the root to a part, as keys and indices. */
export type JsonPath = readonly (string | number)[];

/** What of a part a problem is about: all of it, the key that it has in its object, or the place where it begins. */
export type Aspect = 'value' | 'key' | 'start';

export interface SyntaxMistake {
  readonly range: Range;
  readonly message: string;
}

export class JsonText {
  readonly syntaxMistakes: readonly SyntaxMistake[];
  /** Undefined where the text holds no value at all. */
  readonly value: unknown;
  readonly #root: Node | undefined;
  readonly #mistakes: readonly ParseError[];
  readonly #positions: TextPositions;

  constructor(text: string) {
    this.#positions = new TextPositions(text);
    const reading = readTree(text);
    this.#root = reading.kind === 'read' ? reading.root : undefined;
    this.#mistakes = reading.kind === 'read' ? reading.mistakes : [];
    this.value = this.#root && plainValue(this.#root);
    this.syntaxMistakes =
      reading.kind === 'too-deep'
        ? [{ range: this.#positions.range(0, 1), message: 'This is nested too deep; make it flatter.' }]
        : this.#mistakes.map(({ error, offset, length }) => ({
            range: this.#positions.range(offset, Math.max(length, 1)),
            message: MEANING[printParseErrorCode(error)] ?? 'This is not JSON.',
          }));
  }

  /** The range of the innermost part on the way that exists. */
  rangeOf(path: JsonPath, aspect: Aspect): Range {
    const node = this.#nearest(path);
    if (node === undefined) return this.#positions.range(0, 1);
    const key = aspect === 'key' ? keyNode(node) : undefined;
    if (key !== undefined) return this.#positions.range(key.offset, key.length);
    return this.#positions.range(node.offset, aspect === 'start' ? 1 : Math.max(node.length, 1));
  }

  /** Whether a mistake in the syntax lies within a part, so that it may not be what its author means. */
  isBroken(path: JsonPath): boolean {
    const node = this.#nearest(path);
    if (node === undefined) return this.#mistakes.length > 0;
    // The parser gives no length to what is not closed. A mistake where an object begins is one before it.
    if (node.length < 0) return true;
    const first = node.children === undefined ? node.offset : node.offset + 1;
    return this.#mistakes.some(({ offset }) => offset >= first && offset < node.offset + node.length);
  }

  /** Keys that an object has more than once, each with the path of the object. */
  repeatedKeys(): { readonly object: JsonPath; readonly key: string; readonly range: Range }[] {
    const found: { object: JsonPath; key: string; range: Range }[] = [];
    const visit = (node: Node, path: JsonPath): void => {
      const seen = new Set<string>();
      (node.children ?? []).forEach((child, index) => {
        const key = node.type === 'object' ? keyOf(child) : index;
        const value = node.type === 'object' ? child.children?.[1] : child;
        if (typeof key === 'string') {
          const at = child.children?.[0] ?? child;
          if (seen.has(key)) found.push({ object: path, key, range: this.#positions.range(at.offset, at.length) });
          seen.add(key);
        }
        if (value !== undefined) visit(value, [...path, key]);
      });
    };
    if (this.#root !== undefined) visit(this.#root, []);
    return found;
  }

  #nearest(path: JsonPath): Node | undefined {
    let node = this.#root;
    for (const segment of path) {
      const next = node && childOf(node, segment);
      if (next === undefined) return node;
      node = next;
    }
    return node;
  }
}

/** Deeper than any rule needs, and shallow enough for everything that walks a tree by recursion. */
const MOST_LEVELS = 200;

/** The tree and the mistakes; a text that is nested too deep is not read at all. */
function readTree(text: string): Reading {
  const mistakes: ParseError[] = [];
  let root: Node | undefined;
  try {
    root = parseTree(text, mistakes, { allowTrailingComma: true, allowEmptyContent: true });
  } catch (error) {
    if (error instanceof RangeError) return { kind: 'too-deep' };
    throw error;
  }
  if (root !== undefined && isDeeper(root, MOST_LEVELS)) return { kind: 'too-deep' };
  return { kind: 'read', root, mistakes };
}

type Reading =
  | { readonly kind: 'read'; readonly root: Node | undefined; readonly mistakes: readonly ParseError[] }
  | { readonly kind: 'too-deep' };

function isDeeper(node: Node, levels: number): boolean {
  return levels === 0 || (node.children ?? []).some((child) => isDeeper(child, levels - 1));
}

function keyOf(property: Node): string {
  const key: unknown = property.children?.[0]?.value;
  return String(key);
}

function keyNode(value: Node): Node | undefined {
  return value.parent?.type === 'property' ? value.parent.children?.[0] : undefined;
}

/** Of properties with the same key, the last one counts. */
function childOf(node: Node, segment: string | number): Node | undefined {
  if (node.type === 'array') return node.children?.[Number(segment)];
  return node.children?.findLast((property) => keyOf(property) === segment)?.children?.[1];
}

/** jsonc-parser's own function would take a key `__proto__` for an object's prototype. */
function plainValue(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(plainValue);
  if (node.type !== 'object') return node.value;
  const object = {};
  for (const property of node.children ?? []) {
    const value = property.children?.[1];
    if (value === undefined) continue;
    const attributes = { writable: true, enumerable: true, configurable: true };
    Object.defineProperty(object, keyOf(property), { value: plainValue(value), ...attributes });
  }
  return object;
}

const MEANING: Partial<Record<string, string>> = {
  InvalidSymbol: 'This is not JSON: expected a value, such as "text", 1, true, [ ] or { }.',
  InvalidNumberFormat: 'This number is not written as JSON writes it.',
  PropertyNameExpected: 'A key in double quotes is missing here.',
  ValueExpected: 'A value is missing here.',
  ColonExpected: 'A colon is missing here.',
  CommaExpected: 'A comma is missing here.',
  CloseBraceExpected: 'A closing brace "}" is missing here.',
  CloseBracketExpected: 'A closing bracket "]" is missing here.',
  EndOfFileExpected: 'The file should end here: it holds one JSON object.',
  InvalidCommentToken: 'A comment is not allowed here.',
  UnexpectedEndOfComment: 'This comment is not closed: add "*/".',
  UnexpectedEndOfString: 'This text is not closed: add a double quote.',
  UnexpectedEndOfNumber: 'This number is cut off: complete it.',
  InvalidUnicode: 'This is no Unicode escape: it takes four hexadecimal digits, as in "\\u00e9".',
  InvalidEscapeCharacter: 'This escape does not exist in JSON: write a backslash as "\\\\".',
  InvalidCharacter: 'This character must be escaped in a JSON text.',
};
