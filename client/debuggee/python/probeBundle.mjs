// Bundles the probe's Python modules as one text. For the build and for tests.
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('probe/', import.meta.url));

/** The probe's modules as JSON: an object of their texts by name, `load` among them. */
export async function pythonProbeText() {
  const names = (await moduleNames()).map((name) => name.slice(0, -'.py'.length));
  const texts = await Promise.all(names.map((name) => readFile(`${FOLDER}${name}.py`, 'utf8')));
  return JSON.stringify(Object.fromEntries(names.map((name, index) => [name, texts[index]])));
}

/**
 * Lets a bundle import that text as `savepoint:python-probe`.
 *
 * @type {import('esbuild').Plugin}
 */
export const pythonProbeBundle = {
  name: 'python-probe-bundle',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^savepoint:python-probe$/ }, ({ path }) => ({ path, namespace: 'python-probe' }));
    onLoad({ filter: /.*/, namespace: 'python-probe' }, async () => ({
      contents: await pythonProbeText(),
      loader: 'text',
      watchFiles: (await moduleNames()).map((name) => FOLDER + name),
    }));
  },
};

async function moduleNames() {
  return (await readdir(FOLDER)).filter((name) => name.endsWith('.py') && name !== '__init__.py').sort();
}
