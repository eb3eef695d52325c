import assert from 'node:assert/strict';
import type { Change, Savepoint, Value } from '../../../client/apiTypes';
import { changesText } from '../../../client/views/changesText';
import { describeChange } from '../../../client/views/describeChange';
import { shareRestorable, whereTaken } from '../../../client/views/describeSavepoint';
import { focusedSession } from '../../../client/views/focusedSession';
import { count, withoutIcons, withoutLinks } from '../../../client/views/plainText';
import { presentStatus } from '../../../client/views/presentStatus';
import { savepoint, state } from './states';

describe('the share that is restorable', () => {
  const table: readonly [Partial<Savepoint>, string][] = [
    [{ captured: 1000, restorable: 1000 }, '100% restorable'],
    [{ captured: 100_000, restorable: 99_999 }, '99% restorable'],
    [{ captured: 1000, restorable: 1 }, 'less than 1% restorable'],
    [{ captured: 1000, restorable: 0 }, '0% restorable'],
    [{ captured: 0, restorable: 0 }, 'nothing captured'],
    [{ captured: 10, restorable: 10, truncated: true }, '100% restorable, cut short'],
    [
      { limits: [{ label: 'opaque', reason: 'a promise', count: 11, examples: [] }] },
      '100% restorable, 11 out of reach',
    ],
    [
      { captured: 10, restorable: 8, limits: [{ label: 'opaque', reason: 'a promise', count: 2, examples: [] }] },
      '80% restorable',
    ],
  ];
  for (const [news, text] of table) {
    it(text, () => assert.equal(shareRestorable(savepoint(1, 'a', news)), text));
  }
});

describe('where a savepoint was taken', () => {
  const table: readonly [source: string, called: string, text: string][] = [
    ['/bank/transfer.js', 'debit', 'at transfer.js:12 in debit'],
    ['C:\\bank\\transfer.js', '', 'at transfer.js:12'],
    ['<node_internals>/timers', 'run', 'at timers:12 in run'],
  ];
  for (const [source, called, text] of table) {
    it(text, () =>
      assert.equal(whereTaken(savepoint(1, 'a', { location: { source, line: 12, function: called } })), text),
    );
  }
  it('is not said where it is not known', () => assert.equal(whereTaken(savepoint(1, 'a')), undefined));
});

describe('a change in two texts', () => {
  const long = 'x'.repeat(200);
  const table: readonly [name: string, Value | undefined, Value | undefined, before: string, after: string][] = [
    ['numbers', 100, -50, '100', '-50'],
    ['a place that came', undefined, true, '(absent)', 'true'],
    ['another object', object(1), object(2), 'Account #1', 'Account #2'],
    ['another object, by what it holds', object(1, '{n: 1}'), object(2, '{n: 2}'), '{n: 1}', '{n: 2}'],
    ['another object that holds the same', object(1, '{n: 1}'), object(2, '{n: 1}'), '{n: 1} #1', '{n: 1} #2'],
    ['short strings', 'a', 'b', '"a"', '"b"'],
    [
      'long strings, from where they differ',
      `${long}before`,
      `${long}after!`,
      '…"xxxxxxxxxxxxxxxxxxxxbefore" (206 characters)',
      '…"xxxxxxxxxxxxxxxxxxxxafter!" (206 characters)',
    ],
    [
      'strings too long to travel, by their digests',
      { type: 'string', text: 'same', length: 10, digest: 'aaaaaaaaaa' },
      { type: 'string', text: 'same', length: 10, digest: 'bbbbbbbbbb' },
      '"same" (10 characters) [aaaaaaaa]',
      '"same" (10 characters) [bbbbbbbb]',
    ],
  ];
  for (const [name, before, after, textBefore, textAfter] of table) {
    it(name, () => assert.deepEqual(describeChange(before, after), { before: textBefore, after: textAfter }));
  }

  function object(id: number, preview?: string): Value {
    return { type: 'object', id, class: 'Account', ...(preview !== undefined && { preview }) };
  }
});

describe('the two sides of a comparison', () => {
  it('have a line for each changed path, sorted as people count, and none where nothing was there', () => {
    const texts = changesText([
      { path: 'orders[10]', kind: 'added', after: 1 },
      { path: 'orders[2]', kind: 'changed', before: 1, after: 2 },
      { path: 'gone', kind: 'removed', before: 'x' },
    ]);
    assert.deepEqual(texts, { before: 'gone = "x"\norders[2] = 1\n', after: 'orders[2] = 2\norders[10] = 1\n' });
  });
});

describe('the two sides of a long comparison', () => {
  it('share headings, so that the diff editor can compare part by part', () => {
    const changes = Array.from({ length: 250 }, (_, index): Change => ({
      path: `p${index}`,
      kind: 'added',
      after: index,
    }));
    const { before, after } = changesText(changes);
    assert.equal(before, '── 1 to 100 of 250 ──\n── 101 to 200 of 250 ──\n── 201 to 250 of 250 ──\n');
    assert.ok(after.includes('p99 = 99\n── 101 to 200 of 250 ──\np100 = 100\n'));
  });
});

describe('the status bar', () => {
  const savepoints = [savepoint(1, 'outer'), savepoint(2, 'before-$(debit)')];
  it('names the current savepoint and counts the changes', () => {
    const status = presentStatus(state('s', { savepoints, changes: 3 }));
    assert.equal(status?.text, '$(history) before-$\u200b(debit) · 3 changes');
    assert.deepEqual([status.level, status.command], ['plain', 'savepoint.rollbackTo']);
  });
  it('warns of savepoints that are not durable, with the reason', () => {
    const status = presentStatus(state('s', { savepoints, notDurable: 'ENOSPC: no space left on device, write' }));
    assert.equal(status?.level, 'warning');
    assert.match(status.text, / · not durable$/);
    assert.ok(
      status.tooltip.includes(
        "Savepoints are not durable, and are lost if Savepoint's server ends: ENOSPC: no space left on device, write",
      ),
    );
  });

  it('warns of a violated invariant, and not of one that was not checked', () => {
    const invariants = [
      { rule: '1', name: 'a', policy: 'report', status: 'violated', message: 'a: balance is -5.' },
      { rule: '2', name: 'b', policy: 'report', status: 'not-checked', message: 'b could not be checked.' },
    ] as const;
    const status = presentStatus(state('s', { savepoints, changes: 1, invariants }));
    assert.match(status?.text ?? '', /1 change · 1 invariant violated$/u);
    assert.equal(status?.level, 'warning');
    assert.ok(status.tooltip.includes('Violated: a: balance is -5.'));
  });
  it('offers a first savepoint while paused, and nothing while running', () => {
    assert.equal(presentStatus(state('s'))?.command, 'savepoint.create');
    assert.equal(presentStatus(state('s', { status: 'running' })), undefined);
  });
});

describe('the focused session', () => {
  const [paused, running] = [state('p'), state('r', { status: 'running' })];
  const child = { ...state('c'), session: { id: 'c', name: 'c', parentSession: { id: 'parent' } } };
  const table: readonly [
    name: string,
    states: readonly (typeof child | typeof paused)[],
    active: string | undefined,
    id: string | undefined,
  ][] = [
    ['the active one', [paused, running], 'r', 'r'],
    ['the child of the active one', [paused, child], 'parent', 'c'],
    ['the only paused one', [paused, running], 'other', 'p'],
    ['the only one', [running], undefined, 'r'],
    ['none where two could be meant', [paused, child], 'other', undefined],
    ['none where there is none', [], 'x', undefined],
  ];
  for (const [name, states, active, id] of table) {
    it(name, () => assert.equal(focusedSession(states, active)?.session.id, id));
  }
});

describe('text from the debuggee', () => {
  it('cannot become an icon, a link or a second line', () => {
    assert.equal(withoutIcons('a $(bug)\r\nb'), 'a $\u200b(bug) b');
    assert.equal(withoutLinks('[a](command:b)'), '[a]\u200b(command:b)');
  });
  it('is counted in words', () => {
    assert.deepEqual(
      [0, 1, 2, 12_345].map((number) => count(number, 'change')),
      ['no changes', '1 change', '2 changes', '12,345 changes'],
    );
  });
});
