// Bundles the probe as the text of one script, apart from the client, since it runs in another program: nothing of the
// client's bundle, such as the helpers that keep names, may get into it. For the build and for tests.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

/** A text that sets a variable `installSavepointProbe`; with the files it was made from. */
export async function bundleProbe() {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL('probe/main.ts', import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
  });
  return { text: outputFiles[0]?.text ?? '', inputs: Object.keys(metafile.inputs) };
}

/**
 * Lets a bundle import that text as `savepoint:probe`.
 *
 * @type {import('esbuild').Plugin}
 */
export const probeBundle = {
  name: 'probe-bundle',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^savepoint:probe$/ }, ({ path }) => ({ path, namespace: 'probe' }));
    onLoad({ filter: /.*/, namespace: 'probe' }, async () => {
      const { text, inputs } = await bundleProbe();
      return { contents: text, loader: 'text', watchFiles: inputs };
    });
  },
};
