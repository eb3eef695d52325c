/** The debug adapters that the tests of this level start. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { provisionDebuggers } from '../host/provision/index.mjs';

describe('provisioning', () => {
  it("finds debugpy for Debian's Python, and lldb's adapter", async () => {
    const { python, lldb } = await provisionDebuggers(console.log);
    assert.match(execFileSync(python, ['-m', 'debugpy', '--version'], { encoding: 'utf8' }), /^1\./);
    accessSync(lldb, constants.X_OK);
  });
});
