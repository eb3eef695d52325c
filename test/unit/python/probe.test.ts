/** The Python probe's own tests, in plain CPython: those of this folder that are written in Python. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

/** Whatever a person calls Python here. */
const PYTHON = 'python3';

describe('the Python probe in plain CPython', function () {
  this.timeout(120_000);

  const version = spawnSync(PYTHON, ['--version'], { encoding: 'utf8' });
  for (const file of readdirSync(__dirname).filter((name) => name.endsWith('_test.py')))
    it(`passes ${file}`, function () {
      if (version.error !== undefined) {
        console.log(`    skipped: there is no ${PYTHON} here (${version.error.message})`);
        this.skip();
      }
      const name = file.slice(0, -'.py'.length);
      const { status, stderr } = spawnSync(PYTHON, ['-B', '-m', 'unittest', '-v', name], {
        cwd: __dirname,
        encoding: 'utf8',
      });
      assert.equal(status, 0, `${version.stdout.trim()}:\n${stderr}`);
      assert.match(stderr, /Ran [1-9]\d* tests? in/, 'a file without tests is a mistake');
    });
});
