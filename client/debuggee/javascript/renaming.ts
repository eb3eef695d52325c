/** Whether js-debug gives a script's variables other names: it does so where the script's source map has names. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const COMMENT = /\/\/[#@] ?sourceMappingURL=(\S+)/gu;

/** @param url of the script, which that of its map may be relative to. True where the map cannot be read from here. */
export async function mayRename(script: string, url: string): Promise<boolean> {
  const map = [...script.matchAll(COMMENT)].at(-1)?.[1];
  if (map === undefined) return script.includes('sourceMappingURL=');
  try {
    const { names } = JSON.parse(await textOf(map, url)) as { readonly names?: readonly string[] };
    return names?.length !== 0;
  } catch {
    return true;
  }
}

async function textOf(map: string, url: string): Promise<string> {
  const inline = /^data:application\/json[^,]*?(?<base64>;base64)?,(?<data>.*)$/u.exec(map)?.groups;
  if (inline !== undefined) {
    const { data = '', base64 } = inline;
    return base64 === undefined ? decodeURIComponent(data) : Buffer.from(data, 'base64').toString();
  }
  return readFile(fileURLToPath(new URL(map, url)), 'utf8');
}
