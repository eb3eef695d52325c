/**
 * What an expression reads, where that can be told from its text alone: names, their properties and elements, compared
 * and combined by operators. An expression that does anything else may read anything.
 *
 * It reads what JavaScript and Python have in common with most languages; it does not parse, since a broken expression
 * is the debuggee's to refuse.
 */

/** A name, then the properties (texts) and elements (numbers) that lead on from it. */
export type ReadPath = readonly [name: string, ...steps: (string | number)[]];

/** Undefined where the text alone does not tell. */
export function readPaths(expression: string): readonly ReadPath[] | undefined {
  const paths: ReadPath[] = [];
  let at = 0;
  // What may follow a value that no path can go on from, as a text or a closing bracket.
  let afterValue = false;
  while (at < expression.length) {
    const token = nextToken(expression, at);
    if (token === undefined) return undefined;
    at = token.end;
    switch (token.kind) {
      case 'space':
        continue;
      case 'path': {
        const [name, ...steps] = token.path;
        if (WORD_OPERATORS.has(name) && steps.length === 0) {
          afterValue = false;
          continue;
        }
        if (afterValue || OTHER_KEYWORDS.has(name) || (LITERALS.has(name) && steps.length > 0)) return undefined;
        if (!LITERALS.has(name)) paths.push(token.path);
        afterValue = true;
        continue;
      }
      case 'literal':
        if (afterValue) return undefined;
        afterValue = true;
        continue;
      case 'open':
        // A call, or an element that is told by another value.
        if (afterValue) return undefined;
        continue;
      case 'close':
        afterValue = true;
        continue;
      case 'operator':
        afterValue = false;
    }
  }
  return paths;
}

/** The texts of the paths that an expression reads, each once; none where its text alone does not tell. */
export function pathsRead(expression: string): readonly string[] {
  if (readPaths(expression) === undefined) return [];
  const texts = new Set<string>();
  for (let at = 0; at < expression.length;) {
    const token = nextToken(expression, at);
    if (token === undefined) return [];
    const [name] = token.kind === 'path' ? token.path : [''];
    if (token.kind === 'path' && !WORD_OPERATORS.has(name) && !LITERALS.has(name))
      texts.add(expression.slice(at, token.end));
    at = token.end;
  }
  return [...texts];
}

type Token =
  | { readonly kind: 'path'; readonly path: ReadPath; readonly end: number }
  | { readonly kind: 'space' | 'literal' | 'open' | 'close' | 'operator'; readonly end: number };

const SPACE = /\s+/uy;
const NUMBER = /\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?n?(?![\p{ID_Continue}$.])/iuy;
const TEXT = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/uy;
const NAME = /[\p{ID_Start}$_][\p{ID_Continue}$]*/uy;
const STEP = /\.(#?[\p{ID_Start}$_][\p{ID_Continue}$]*)|\[\s*(?:(0|[1-9]\d*)|"([^"\\\n]*)"|'([^'\\\n]*)')\s*\]/uy;
/** No assignment, no increment, nothing that makes something new. */
const OPERATOR = /===|!==|==|!=|<=|>=|<<|>>|&&|\|\||\?\?|\*\*|\/\/|[-+*/%<>!&|^~](?![-+=])/uy;

function nextToken(text: string, at: number): Token | undefined {
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const of = (kind: Exclude<Token['kind'], 'path'>, found: RegExpExecArray | null): Token | undefined =>
    found === null ? undefined : { kind, end: at + found[0].length };
  if (text[at] === '(') return { kind: 'open', end: at + 1 };
  if (text[at] === ')') return { kind: 'close', end: at + 1 };
  return (
    of('space', match(SPACE)) ??
    of('literal', match(NUMBER)) ??
    of('literal', match(TEXT)) ??
    of('operator', match(OPERATOR)) ??
    pathAt(text, match(NAME))
  );
}

function pathAt(text: string, name: RegExpExecArray | null): Token | undefined {
  if (name === null) return undefined;
  const steps: (string | number)[] = [];
  let end = name.index + name[0].length;
  for (;;) {
    STEP.lastIndex = end;
    const step = STEP.exec(text);
    if (step === null) break;
    const [all, property, index, double, single] = step;
    steps.push(index === undefined ? (property ?? double ?? single ?? '') : Number(index));
    end += all.length;
  }
  return { kind: 'path', path: [name[0], ...steps], end };
}

const LITERALS = new Set(['true', 'false', 'null', 'undefined', 'NaN', 'Infinity', 'True', 'False', 'None']);

const WORD_OPERATORS = new Set(['and', 'or', 'not', 'is', 'typeof', 'void']);

/** They run code, or look at more than the paths beside them. */
const OTHER_KEYWORDS = new Set([
  ...[
    'await',
    'yield',
    'new',
    'delete',
    'function',
    'class',
    'async',
    'super',
    'import',
    'lambda',
    'for',
    'if',
    'else',
  ],
  ...['in', 'instanceof'],
]);
