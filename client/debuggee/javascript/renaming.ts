/** Whether js-debug gives a script's variables other names: it does so where the script's source map has names. */

const COMMENT = /\/\/[#@] ?sourceMappingURL=(\S+)/gu;

/** True also where the map is in another file: V8 does not tell which one, since the script's own is not known. */
export function mayRename(script: string): boolean {
  const map = [...script.matchAll(COMMENT)].at(-1)?.[1];
  if (map === undefined) return script.includes('sourceMappingURL=');
  try {
    const { names } = JSON.parse(inlineText(map)) as { readonly names?: readonly string[] };
    return names?.length !== 0;
  } catch {
    return true;
  }
}

/** Empty where the map is not in the script. */
function inlineText(map: string): string {
  const inline = /^data:application\/json[^,]*?(?<base64>;base64)?,(?<data>.*)$/u.exec(map)?.groups;
  const { data = '', base64 } = inline ?? {};
  return base64 === undefined ? decodeURIComponent(data) : Buffer.from(data, 'base64').toString();
}
