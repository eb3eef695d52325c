/**
 * What a schema refers to in other files of its workspace, and in what those refer to: gathered, so that they can be
 * compiled together. A circle of files is a schema like any other; how many files there may be is limited.
 *
 * A relative reference is relative to the file that it is in, or to the `$id` above it, as in JSON Schema. Nothing outside
 * the folder is asked for, and nothing is fetched.
 */
import type { JsonPath } from './jsonText';
import { pathOfPointer } from './jsonPointer';
import type { SchemaDocument } from './schemaFiles';
import { absolute, type Keyword, keywordsOf } from './schemaKeywords';
import type { SchemaProblem } from './schemaProblems';

/** Where a schema stands. */
export interface SchemaPlace {
  /** The uri of the file that it is in. */
  readonly file: string;
  /** The uri of the folder that its references must stay in. */
  readonly folder: string;
  document(uri: string): SchemaDocument;
}

export interface GatheredDocument {
  /** What the schemas call it, once they are gathered. */
  readonly name: string;
  readonly schema: unknown;
  /** The place in the schema of the reference that led to it, and how it is spoken of there. */
  readonly via: Via;
}

export type Gathered =
  | { readonly kind: 'whole'; readonly schema: unknown; readonly documents: readonly GatheredDocument[] }
  | { readonly kind: 'wrong'; readonly problems: readonly SchemaProblem[] }
  /** A file is still to be told of. */
  | { readonly kind: 'waits'; readonly reason: string };

interface Via {
  readonly path: JsonPath;
  /** `refers to "account.json", which `; nothing of the schema itself. */
  readonly prefix: string;
}

export const MOST_FILES = 50;

export function gatherReferences(schema: unknown, place: SchemaPlace): Gathered {
  return new Gathering(place).gather(schema);
}

/** A text that references are in. */
interface Source {
  readonly file: string;
  readonly schema: unknown;
  readonly via: Via | undefined;
}

class Gathering {
  /** The files that were found, by uri, as they are. */
  readonly #found = new Map<string, { readonly name: string; readonly value: unknown; readonly via: Via }>();
  readonly #problems: SchemaProblem[] = [];
  readonly #queue: Source[] = [];
  /** References that are to no file: they must be to an `$id` of one of the texts. */
  readonly #others: { readonly uri: string; readonly reference: string; readonly at: Via }[] = [];
  readonly #ids = new Set<string>();
  #waits: string | undefined;

  constructor(private readonly place: SchemaPlace) {}

  gather(schema: unknown): Gathered {
    this.#queue.push({ file: this.place.file, schema, via: undefined });
    for (let source = this.#queue.shift(); source !== undefined; source = this.#queue.shift()) this.#look(source);
    for (const { uri, reference, at } of this.#others)
      if (!this.#ids.has(uri))
        this.#problem(at, `refers to "${reference}", which is not in the workspace; ${NOTHING_IS_FETCHED}`);
    if (this.#problems.length > 0) return { kind: 'wrong', problems: this.#problems };
    if (this.#waits !== undefined) return { kind: 'waits', reason: this.#waits };
    const documents = [...this.#found].map(([uri, { name, value, via }]) => ({
      name,
      schema: this.#renamed(value, uri),
      via,
    }));
    return { kind: 'whole', schema: this.#renamed(schema, this.place.file), documents };
  }

  #look({ file, schema, via }: Source): void {
    for (const keyword of keywordsOf(schema, [], file)) {
      if (keyword.name === '$id' && keyword.base !== undefined) this.#ids.add(keyword.base);
      const reference = referenceOf(keyword);
      if (reference !== undefined) this.#follow(reference, keyword, file, via ?? { path: keyword.path, prefix: '' });
    }
  }

  #follow(reference: string, keyword: Keyword, file: string, at: Via): void {
    const target = this.#target(reference, keyword, file);
    switch (target.kind) {
      case 'unknown':
        this.#problem(at, `has the reference "${reference}", which is no uri; correct it`);
        break;
      case 'outside':
        this.#problem(at, `refers to "${reference}", which is outside of the workspace folder; ${REFER_INSIDE}`);
        break;
      case 'other':
        this.#others.push({ uri: target.uri, reference, at });
        break;
      case 'itself':
        break;
      case 'file':
        this.#file(target.uri, target.fragment, reference, at);
    }
  }

  #file(uri: string, fragment: string, reference: string, at: Via): void {
    if (!this.#found.has(uri) && this.#found.size >= MOST_FILES) {
      this.#problem(at, `leads to more than ${MOST_FILES} files, which are too many; put them together`);
      return;
    }
    const label = `refers to "${reference}", which`;
    const document = this.place.document(uri);
    if (document.kind === 'not-told') this.#waits ??= `its schema ${at.prefix}${label} has not been read yet`;
    if (document.kind === 'wrong') this.#problem(at, `${label} ${document.reason}`);
    if (document.kind !== 'json') return;
    const { value } = document;
    if (!isSchema(value)) this.#problem(at, `${label} is no schema: it is neither an object nor true or false`);
    else if (fragment.startsWith('/') && !isThere(value, fragment)) this.#problem(at, `${label} is not in that file`);
    if (this.#found.has(uri)) return;
    const via = { path: at.path, prefix: `${label} ` };
    this.#found.set(uri, { name: `savepoint:/${this.#found.size + 1}`, value, via });
    this.#queue.push({ file: uri, schema: value, via });
  }

  #problem({ path, prefix }: Via, message: string): void {
    this.#problems.push({ path, aspect: 'value', message: prefix + message });
  }

  #target(reference: string, { base }: Keyword, file: string): Target {
    const whole = absolute(reference, base);
    if (whole === undefined) return { kind: 'unknown' };
    const [uri = '', fragment = ''] = splitAt(whole, '#');
    if (uri === file) return { kind: file === this.place.file ? 'itself' : 'file', uri, fragment };
    const { folder } = this.place;
    if (isIn(folder, uri)) return { kind: 'file', uri, fragment };
    if (scheme(uri) === scheme(folder)) return { kind: 'outside' };
    // What has an id on the network has a place in the workspace all the same.
    const beside = scheme(reference) === undefined ? absolute(reference, file) : undefined;
    const [besideUri = '', besideFragment = ''] = splitAt(beside ?? '', '#');
    if (isIn(folder, besideUri) && besideUri !== file && this.place.document(besideUri).kind !== 'wrong')
      return { kind: 'file', uri: besideUri, fragment: besideFragment };
    return { kind: 'other', uri };
  }

  /** A copy whose references to files are by the names that they have here. */
  #renamed(schema: unknown, file: string): unknown {
    const copy = structuredClone(schema);
    // A copy, since what is walked through is changed.
    for (const keyword of [...keywordsOf(copy, [], file)]) {
      const reference = referenceOf(keyword);
      if (reference === undefined) continue;
      const target = this.#target(reference, keyword, file);
      const name = target.kind === 'file' ? this.#found.get(target.uri)?.name : undefined;
      if (name !== undefined && target.kind === 'file') put(copy, keyword.path, `${name}#${target.fragment}`);
    }
    return copy;
  }
}

type Target =
  | { readonly kind: 'file' | 'itself'; readonly uri: string; readonly fragment: string }
  | { readonly kind: 'other'; readonly uri: string }
  | { readonly kind: 'outside' | 'unknown' };

const REFER_INSIDE = 'refer to a file in it, or to a part of the same schema, as in "#/$defs/name"';
const NOTHING_IS_FETCHED = 'nothing is fetched, so put it into a file of the workspace and refer to that';

/** Undefined of what refers to a part of the same text. */
function referenceOf({ name, value }: Keyword): string | undefined {
  const isReference = name === '$ref' || name === '$dynamicRef';
  return isReference && typeof value === 'string' && !value.startsWith('#') ? value : undefined;
}

/** A separator that is written as a code could lead out of a folder that it seems to be in. */
function isIn(folder: string, uri: string): boolean {
  return uri.startsWith(`${folder}/`) && !/%2f|%5c/iu.test(uri);
}

function scheme(uri: string): string | undefined {
  return /^[a-z][a-z\d+.-]*(?=:)/iu.exec(uri)?.[0].toLowerCase();
}

function splitAt(text: string, separator: string): string[] {
  const index = text.indexOf(separator);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + separator.length)];
}

function isSchema(value: unknown): boolean {
  return typeof value === 'boolean' || (typeof value === 'object' && value !== null && !Array.isArray(value));
}

function isThere(value: unknown, fragment: string): boolean {
  return partOf(value, pathOfPointer(decoded(fragment))) !== undefined;
}

function partOf(value: unknown, path: JsonPath): unknown {
  let part = value;
  for (const key of path) {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, key)) return undefined;
    part = (part as Record<string | number, unknown>)[key];
  }
  return part;
}

function put(value: unknown, path: JsonPath, content: unknown): void {
  const parent = partOf(value, path.slice(0, -1));
  const key = path.at(-1);
  if (typeof parent === 'object' && parent !== null && key !== undefined)
    (parent as Record<string | number, unknown>)[key] = content;
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
