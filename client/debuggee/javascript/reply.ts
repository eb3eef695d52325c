/** What an evaluate comes to: the probe's replies, as the debugger writes them, and the errors that tell something. */
import type { ActivationId } from '../../../server/value';
import type { ClassSource } from './probe/classes';

interface Unread {
  readonly classes: readonly ClassSource[];
  readonly names: readonly string[];
}

/** The text of a probe's results, which come as a symbol where they are long; undefined where the debugger has cut it. */
export function wholeResults(result: string): string | undefined {
  return result.startsWith('Symbol(') ? /^Symbol\((.*)\)$/su.exec(result)?.[1] : result;
}

/** What an evaluate returned, as the probe wrote it: JSON, whole and bare, or quoted as the debugger shows strings. */
export function parseReply(result: string): unknown {
  if (result === '""' || result === "''" || result === '') return undefined;
  const text = result.startsWith('{') || result.startsWith('[') ? result : unquoted(result);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const length = result.length;
    throw new Error(`The debugger did not return what the probe wrote (${length} characters).`, { cause });
  }
}

/** js-debug quotes a string with the first of ' " ` that it does not contain, and escapes the quote and backslashes. */
function unquoted(result: string): string {
  const quote = result[0];
  if (quote === undefined || !`'"\``.includes(quote) || !result.endsWith(quote)) return result;
  return result.slice(1, -1).replace(/\\(['"`\\])/g, '$1');
}

export function isUnread(reply: unknown): reply is { readonly unread: Unread } {
  return typeof reply === 'object' && reply !== null && 'unread' in reply;
}

export function isIncomplete(reply: unknown): boolean {
  return typeof reply === 'object' && reply !== null && 'incomplete' in reply;
}

export function isNeeding(reply: unknown): reply is { readonly needed: readonly ActivationId[] } {
  return typeof reply === 'object' && reply !== null && 'needed' in reply;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function isProbeGone(error: unknown): boolean {
  return messageOf(error).includes('Cannot read properties of undefined');
}

export function isPrivateError(error: unknown): boolean {
  return messageOf(error).includes('private');
}

export function isEvalForbidden(error: unknown): boolean {
  return /Code generation from strings|EvalError|unsafe-eval/.test(messageOf(error));
}
