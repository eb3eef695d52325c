// Bundles the client and the server, each into one CommonJS file; `--production` minifies, `--watch` rebuilds on change.
import { build, context } from 'esbuild';
import { probeBundle } from './client/debuggee/javascript/probeBundle.mjs';

const production = process.argv.includes('--production');

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
  plugins: [probeBundle],
};

if (process.argv.includes('--watch')) {
  await (await context(options)).watch();
} else {
  await build(options);
}
