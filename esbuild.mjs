// Bundles the client and the server, each into one CommonJS file; `--production` minifies, `--watch` rebuilds on change.
import { build, context } from 'esbuild';

const production = process.argv.includes('--production');

/**
 * Gives the JavaScript probe as the text of one script. It is bundled apart from the client, since it runs in another
 * program: nothing of the client's bundle, such as the helpers that keep names, may get into it.
 *
 * @type {import('esbuild').Plugin}
 */
const probeText = {
  name: 'probe-text',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^savepoint:probe$/ }, ({ path }) => ({ path, namespace: 'probe' }));
    onLoad({ filter: /.*/, namespace: 'probe' }, async () => {
      const { outputFiles, metafile } = await build({
        entryPoints: ['client/debuggee/javascript/probe/main.ts'],
        bundle: true,
        write: false,
        metafile: true,
        format: 'iife',
        globalName: 'probe',
        target: 'es2022',
        minify: true,
      });
      return { contents: outputFiles[0]?.text, loader: 'text', watchFiles: Object.keys(metafile.inputs) };
    });
  },
};

/** @type {import('esbuild').BuildOptions} */
const options = {
  entryPoints: { 'client/extension': 'client/extension.ts', 'server/main': 'server/main.ts' },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
  minify: production,
  keepNames: true,
  sourcemap: production ? false : 'linked',
  // The ES modules of these packages are what tree shaking needs.
  mainFields: ['module', 'main'],
  logLevel: 'info',
  plugins: [probeText],
};

if (process.argv.includes('--watch')) {
  await (await context(options)).watch();
} else {
  await build(options);
}
