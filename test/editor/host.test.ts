/** The host itself: what the other tests of this level stand on. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the test host', () => {
  it('is the VS Code that is pinned', () => {
    assert.equal(vscode.version, '1.139.1');
  });

  it('has the JavaScript debugger', () => {
    assert.ok(vscode.extensions.getExtension('ms-vscode.js-debug'));
  });
});
