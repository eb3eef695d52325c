/** The expressions that a Python program is given to evaluate. */

/**
 * The debugger's package, in whose namespace the probe is: no frame of the program sees it. Names of builtins are taken
 * from their module, since a frame may hide them.
 */
const HOME = `__import__("sys").modules["_pydevd_bundle"].__dict__`;

/**
 * Brings the probe in.
 *
 * @param texts the probe's modules by name, as JSON
 */
export function injection(texts: string, key: string, firstId: number): string {
  const { load = '', ...modules } = JSON.parse(texts) as Record<string, string>;
  const run = `__import__("builtins").exec(${literal(load)},space)`;
  const install = `space["install"](${HOME},${literal(key)},${firstId},${mapping(modules)})`;
  return `(lambda space:(${run},${install})[1])({})`;
}

/** Calls a method of the probe with a list of arguments, as JSON. */
export function call(key: string, method: string, argument: unknown): string {
  return `${HOME}[${literal(key)}].${method}(${literal(JSON.stringify(argument))})`;
}

export function disposal(key: string): string {
  return `${HOME}[${literal(key)}].dispose()`;
}

/** A string in JSON is one in Python too: both know the same escapes. */
function literal(text: string): string {
  return JSON.stringify(text);
}

function mapping(texts: Readonly<Record<string, string>>): string {
  return `{${Object.entries(texts)
    .map(([name, text]) => `${literal(name)}:${literal(text)}`)
    .join(',')}}`;
}
