/** One operation on a session, as a log's frame holds it: JSON, `[sequence, method, params]`. */

export interface Operation {
  /** The client's number for its request; absent where it gave none. */
  readonly sequence?: number;
  /** The message of the protocol that asked for it. */
  readonly method: string;
  /** The message's parameters, without the session that the whole log is about. */
  readonly params: Readonly<Record<string, unknown>>;
}

export function operationText({ sequence, method, params }: Operation): string {
  return JSON.stringify([sequence ?? null, method, params]);
}

/** Undefined where the text, though its checksum is right, is no operation. */
export function parseOperation(text: string): Operation | undefined {
  const parsed = parseJson(text);
  if (!Array.isArray(parsed)) return undefined;
  const [sequence, method, params] = parsed as readonly unknown[];
  if (typeof method !== 'string' || typeof params !== 'object' || params === null) return undefined;
  const operation = { method, params: params as Operation['params'] };
  return typeof sequence === 'number' ? { sequence, ...operation } : operation;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
