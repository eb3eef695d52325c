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
