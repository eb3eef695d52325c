/** What is loaded with the extension, before anybody debugs. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { build } from 'esbuild';

describe('loading the extension', () => {
  it('does not load the parser of JavaScript', async () => {
    const { metafile } = await build({
      absWorkingDir: resolve(__dirname, '../../..'),
      entryPoints: ['client/extension.ts'],
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'cjs',
      mainFields: ['module', 'main'],
      external: ['vscode', 'savepoint:*'],
      logLevel: 'silent',
    });
    const loaded = new Set(['client/extension.ts']);
    for (const file of loaded)
      for (const { path, kind } of metafile.inputs[file]?.imports ?? [])
        if (kind !== 'dynamic-import') loaded.add(path);
    assert.ok(loaded.has('client/debuggee/javascript/javaScriptDebuggee.ts'));
    assert.deepEqual(
      [...loaded].filter((file) => file.includes('@babel/parser')),
      [],
    );
  });
});
