/** The texts of the workspace's files that schemas refer to, as they were told last. Nothing here reads a file. */
import type { FileContent } from '../protocol';

/** A file's JSON; `not-told`: somebody has to tell of it first. */
export type SchemaDocument =
  | { readonly kind: 'json'; readonly value: unknown; readonly text: string }
  | { readonly kind: 'wrong'; readonly reason: string }
  | { readonly kind: 'not-told' };

export class SchemaFiles {
  readonly #documents = new Map<string, { readonly content: FileContent; readonly document: SchemaDocument }>();

  /** Gives whether that is news. */
  tell(uri: string, content: FileContent): boolean {
    const known = this.#documents.get(uri)?.content;
    if (known !== undefined && JSON.stringify(known) === JSON.stringify(content)) return false;
    this.#documents.set(uri, { content, document: read(content) });
    return true;
  }

  document(uri: string): SchemaDocument {
    return this.#documents.get(uri)?.document ?? { kind: 'not-told' };
  }

  /** Only these are still referred to. */
  keep(uris: ReadonlySet<string>): void {
    for (const uri of this.#documents.keys()) if (!uris.has(uri)) this.#documents.delete(uri);
  }
}

function read(content: FileContent): SchemaDocument {
  if (content.kind === 'unreadable') return { kind: 'wrong', reason: `cannot be read: ${content.reason}` };
  try {
    return { kind: 'json', value: JSON.parse(content.text), text: content.text };
  } catch {
    return { kind: 'wrong', reason: 'is not JSON' };
  }
}
