/** For which places of the program a rule is. */
import assert from 'node:assert/strict';
import type { Where } from '../../../server/invariants/rule';
import { whyNotHere } from '../../../server/invariants/where';
import type { Location } from '../../../server/protocol';

const HERE: Location = { source: '/home/ada/my bank/src/account.js', line: 12, function: 'Account.debit' };
const globs = (...list: string[]): Where => ({ files: { root: 'file:///home/ada/my%20bank', globs: list } });
const comment = 'file:///home/ada/my%20bank/src/account.js';

const CASES: readonly [what: string, where: Where, reason: string | undefined, location?: Location][] = [
  ['everywhere', {}, undefined],
  ['a file', globs('src/account.js'), undefined],
  ['a file, as from here', globs('./src/account.js'), undefined],
  ['a folder', globs('src/**'), undefined],
  ['one of several', globs('lib/**', '**/*.js'), undefined],
  ['another folder', globs('lib/**'), 'it is for lib/**'],
  ['two other folders', globs('lib/**', 'bin/*'), 'it is for lib/**, bin/*'],
  ["another workspace's folder", { files: { root: 'file:///home/ada', globs: ['src/**'] } }, 'it is for src/**'],
  ['a source that is no file', globs('**'), 'it is for **', { ...HERE, source: '<node_internals>/x' }],
  [
    'a window on another machine',
    globs('src/**'),
    undefined,
    { ...HERE, source: `vscode-remote://host${HERE.source}` },
  ],
  ['this function', { functions: ['main', 'Account.debit'] }, undefined],
  ['other functions', { functions: ['main', 'audit'] }, 'it is for main(), audit()'],
  ['a comment in this file', { files: { uri: comment } }, undefined],
  ['a comment in another file', { files: { uri: 'file:///b/bank%20main.js' } }, 'it is for bank main.js'],
  ['a comment in this function', { files: { uri: comment }, lines: { first: 12, last: 12 } }, undefined],
  [
    'a comment in another function',
    { lines: { first: 1, last: 11 } },
    'it is for lines 1 to 11, the function that its comment is in',
  ],
];

describe('where a rule is for', () => {
  for (const [what, where, reason, location = HERE] of CASES)
    it(what, () => {
      assert.equal(whyNotHere(where, location), reason);
    });

  it('is nowhere that is not known', () => {
    assert.equal(whyNotHere(globs('**'), undefined), 'it is for **');
  });
});
