// Bundles the client and the server, each into one CommonJS file; `--production` minifies, `--watch` rebuilds on change.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build, context } from 'esbuild';
import { probeBundle } from './client/debuggee/javascript/probeBundle.mjs';
import { pythonProbeBundle } from './client/debuggee/python/probeBundle.mjs';

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
  plugins: [probeBundle, pythonProbeBundle],
  metafile: true,
};

if (process.argv.includes('--watch')) {
  await (await context(options)).watch();
} else {
  const { metafile } = await build(options);
  if (production) writeNotices(Object.keys(metafile.inputs));
}

/** The licences of the packages whose code is in the bundles, which ask to be passed on with it. */
function writeNotices(inputs) {
  const packages = new Set(inputs.flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []));
  const notices = [...packages].sort().map((name) => {
    const folder = `node_modules/${name}`;
    const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? `Licensed under ${license}.` : readFileSync(`${folder}/${file}`, 'utf8').trim();
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  writeFileSync('dist/ThirdPartyNotices.txt', notices.join(`\n${'-'.repeat(80)}\n\n`));
}
