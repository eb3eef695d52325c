import assert from 'node:assert/strict';
import type { PlanParams, RollbackReport, Settlement, WriteFailure } from '../../../server/protocol';
import { Rollbacks } from '../../../server/session/rollback';
import { Session } from '../../../server/session/session';
import { NeedsDescription } from '../../../server/session/stateView';
import type { Capture, ObjectInfo, Slot } from '../../../server/value';
import { ACCOUNT, capture, firstCapture, inFrame, inObject, MAIN, OWNER, reference, TRANSFER } from './captures';

/** A session with a savepoint `start` and then some damage. */
function damaged(damage: Partial<Capture>): {
  session: Session;
  rollbacks: Rollbacks;
  plan: (more?: Partial<PlanParams>) => ReturnType<Rollbacks['plan']>;
} {
  const session = new Session('s', 'bank');
  session.savepoint(firstCapture(), 'start', undefined);
  const rollbacks = new Rollbacks(session);
  const present = capture(damage);
  return {
    session,
    rollbacks,
    plan: (more) =>
      rollbacks.plan({
        session: 's',
        capture: present,
        target: { kind: 'savepoint', savepoint: 'start' },
        sameCalls: 'proved',
        ...more,
      }),
  };
}

const KEEPING = { at: 1_000, keepBranches: 20 };

function settle(
  rollbacks: Rollbacks,
  plan: number,
  readBack: Partial<Capture>,
  failures: WriteFailure[] = [],
): Settlement {
  return rollbacks.settle({
    session: 's',
    plan,
    capture: capture(readBack),
    failures,
    onPartialFailure: 'undo',
    ...KEEPING,
  });
}

function reportOf(settlement: Settlement): RollbackReport {
  assert.equal(settlement.kind, 'report');
  return settlement.report;
}

const DAMAGE = {
  changes: [
    inFrame(MAIN, { total: -5 }),
    inObject(ACCOUNT, { 'p:balance': -20, 'p:note': 'x' }),
    inObject(OWNER, { 'p:name': 'Bob' }),
  ],
};
const BACK = {
  changes: [
    inFrame(MAIN, { total: 10 }),
    inObject(ACCOUNT, { 'p:balance': 100, 'p:note': null }),
    inObject(OWNER, { 'p:name': 'Ada' }),
  ],
};

describe('rollback', () => {
  it('plans exactly what differs, by path, and orders whole objects where all that differs is written', () => {
    const { plan, order } = damaged(DAMAGE).plan();
    assert.deepEqual(plan.writes, [
      { path: 'total', kind: 'changed', now: -5, target: 10 },
      { path: 'account.balance', kind: 'changed', now: -20, target: 100 },
      { path: 'account.note', kind: 'removed', now: 'x' },
      { path: 'account.owner.name', kind: 'changed', now: 'Bob', target: 'Ada' },
    ]);
    assert.deepEqual(plan.obstacles, []);
    assert.deepEqual(order.writes, [
      { owner: { frame: 1 }, slots: ['total'] },
      { owner: { object: 1 } },
      { owner: { object: 2 } },
    ]);
  });

  it('asks at once for all objects that the chosen paths lead through and nobody has looked at', () => {
    const rows = Array.from({ length: 300 }, (_, index): ObjectInfo => {
      const origin = { frame: 1, name: `row${index}` };
      return { id: 100 + index, class: 'Object', kind: 'object', origin, described: false, size: 1 };
    });
    const bindings = Object.fromEntries(rows.map((row, index) => [`row${index}`, reference(row)]));
    const session = new Session('s', 'bank');
    session.savepoint(capture({ objects: rows, changes: [inFrame(MAIN, bindings)] }), 'start', undefined);
    const rollbacks = new Rollbacks(session);
    const present = capture({ changes: rows.map((row) => inObject(row, { 'p:total': 2 })) });
    const paths = rows.map((_, index) => `row${index}.total`);
    const plan = (): ReturnType<Rollbacks['plan']> =>
      rollbacks.plan({
        session: 's',
        capture: present,
        target: { kind: 'savepoint', savepoint: 'start' },
        sameCalls: 'proved',
        paths,
      });
    assert.throws(plan, (error) => {
      assert.ok(error instanceof NeedsDescription);
      assert.deepEqual(
        error.objects,
        rows.map(({ id }) => id),
      );
      return true;
    });
    session.describe({
      objects: rows.map((row) => ({ ...row, described: true })),
      changes: rows.map((row) => inObject(row, { 'p:total': 1 })),
    });
    assert.equal(plan().plan.writes.length, rows.length);
  });

  it('writes the functions of an accessor back, though neither it nor the other has a value', () => {
    const accessor = (get: number): Slot => ({
      type: 'slot',
      value: { type: 'unavailable', reason: 'an accessor, which is not called' },
      get: { type: 'object', id: get, class: 'Function' },
      attributes: 'ec',
    });
    const session = new Session('s', 'bank');
    const rollbacks = new Rollbacks(session);
    session.savepoint(
      capture({ ...firstCapture(), changes: [inObject(ACCOUNT, { 'p:one': accessor(7), 'p:two': accessor(7) })] }),
      'start',
      undefined,
    );
    const damage = capture({ changes: [inObject(ACCOUNT, { 'p:one': 5, 'p:two': accessor(8) })] });
    const target = { kind: 'savepoint', savepoint: 'start' } as const;
    const { plan } = rollbacks.plan({ session: 's', capture: damage, target, sameCalls: 'proved' });
    assert.deepEqual(plan.obstacles, []);
    const back = { changes: [inObject(ACCOUNT, { 'p:one': accessor(7), 'p:two': accessor(8) })] };
    const settled = rollbacks.settle({
      session: 's',
      plan: plan.id,
      capture: capture(back),
      failures: [],
      onPartialFailure: 'keep',
      ...KEEPING,
    });
    assert.deepEqual(
      reportOf(settled).verdicts.map(({ path, verdict }) => [path, verdict]),
      [
        ['account.one', 'restored'],
        ['account.two', 'unknown'],
      ],
    );
  });

  it('says restored only of what reads back so, and moves the store there', () => {
    const { session, rollbacks, plan } = damaged(DAMAGE);
    const report = reportOf(settle(rollbacks, plan().plan.id, BACK));
    assert.equal(report.outcome, 'restored');
    assert.deepEqual(
      report.verdicts.map(({ path, verdict }) => [path, verdict]),
      [
        ['total', 'restored'],
        ['account.balance', 'restored'],
        ['account.note', 'restored'],
        ['account.owner.name', 'restored'],
      ],
    );
    assert.deepEqual(report.verdicts[0]?.values, { before: -5, after: 10 });
    assert.equal(session.view().changes, 0);
    assert.deepEqual(
      session.savepoints().map(({ name }) => name),
      ['start'],
    );
  });

  it('calls a write that did not take a lie, puts the rest back and names the path', () => {
    const { session, rollbacks, plan } = damaged(DAMAGE);
    const { id } = plan().plan;
    const first = settle(rollbacks, id, {
      changes: [inFrame(MAIN, { total: 10 }), inObject(OWNER, { 'p:name': 'Ada' })],
    });
    assert.equal(first.kind, 'put-back');
    const report = reportOf(
      settle(rollbacks, id, { changes: [inFrame(MAIN, { total: -5 }), inObject(OWNER, { 'p:name': 'Bob' })] }),
    );
    assert.equal(report.outcome, 'undone');
    assert.deepEqual(report.verdicts[1], {
      path: 'account.balance',
      verdict: 'lied',
      reason: 'the write was reported as done, but it still reads -20',
      values: { before: -20, after: -20 },
    });
    assert.equal(session.view().changes, 4);
  });

  it('does not claim to have put back what it could not', () => {
    const { rollbacks, plan } = damaged(DAMAGE);
    const { id } = plan().plan;
    settle(rollbacks, id, { changes: [inFrame(MAIN, { total: 10 })] });
    const report = reportOf(settle(rollbacks, id, {}));
    assert.equal(report.outcome, 'partial');
    assert.deepEqual(report.verdicts[0], {
      path: 'total',
      verdict: 'unknown',
      reason: 'it was written and could not be put back',
      values: { before: -5, after: 10 },
    });
  });

  it('keeps what was written where that is wanted, and records what is still different as a change', () => {
    const { session, rollbacks, plan } = damaged(DAMAGE);
    const settlement = rollbacks.settle({
      session: 's',
      plan: plan().plan.id,
      capture: capture({ changes: [inFrame(MAIN, { total: 10 })] }),
      failures: [{ owner: { object: 1 }, slot: 'p:balance', reason: 'it is frozen' }],
      onPartialFailure: 'keep',
      ...KEEPING,
    });
    const report = reportOf(settlement);
    assert.equal(report.outcome, 'partial');
    assert.deepEqual(report.verdicts[1], {
      path: 'account.balance',
      verdict: 'refused',
      reason: 'it is frozen',
      values: { before: -20, after: -20 },
    });
    assert.equal(session.view().changes, 3);
  });

  it('rolls back one path and leaves the others', () => {
    const { session, rollbacks, plan } = damaged(DAMAGE);
    const { plan: planned, order } = plan({ paths: ['account.owner'] });
    assert.deepEqual(
      planned.writes.map(({ path }) => path),
      ['account.owner.name'],
    );
    assert.deepEqual(order.writes, [{ owner: { object: 2 } }]);
    const report = reportOf(settle(rollbacks, planned.id, { changes: [inObject(OWNER, { 'p:name': 'Ada' })] }));
    assert.equal(report.outcome, 'restored');
    assert.equal(session.view().changes, 3);
  });

  it('says that a chosen path needs no write', () => {
    const { rollbacks, plan } = damaged({ changes: [inFrame(MAIN, { total: -5 })] });
    const { plan: planned } = plan({ paths: ['account'] });
    assert.deepEqual(reportOf(settle(rollbacks, planned.id, {})).verdicts, [{ path: 'account', verdict: 'unchanged' }]);
  });

  it('refuses a path that was not captured', () => {
    const { plan } = damaged(DAMAGE);
    assert.throws(() => plan({ paths: ['acount.balance'] }), {
      code: 'no-path',
      message: "No variable or property 'acount.balance' was captured at 'start'.",
    });
  });

  it('undoes a rollback: values and nested savepoints come back', () => {
    const { session, rollbacks, plan } = damaged(DAMAGE);
    session.savepoint(capture(DAMAGE), 'nested', undefined);
    reportOf(settle(rollbacks, plan().plan.id, BACK));
    assert.deepEqual(
      session.savepoints().map(({ name }) => name),
      ['start'],
    );
    const { plan: undo } = plan({ target: { kind: 'undo' }, capture: capture({}) });
    assert.equal(undo.writes.length, 4);
    assert.equal(reportOf(settle(rollbacks, undo.id, DAMAGE)).outcome, 'restored');
    assert.deepEqual(
      session.savepoints().map(({ name }) => name),
      ['start', 'nested'],
    );
    assert.equal(session.view().undo, undefined);
    assert.equal(session.diff('start', undefined, 0, 10).total, 4);
  });

  it('undoes a rollback of one path', () => {
    const { session, rollbacks, plan } = damaged(DAMAGE);
    const { plan: planned } = plan({ paths: ['total'] });
    settle(rollbacks, planned.id, { changes: [inFrame(MAIN, { total: 10 })] });
    const { plan: undo } = plan({ target: { kind: 'undo' }, capture: capture({}) });
    assert.deepEqual(undo.writes, [{ path: 'total', kind: 'changed', now: 10, target: -5 }]);
    settle(rollbacks, undo.id, { changes: [inFrame(MAIN, { total: -5 })] });
    assert.equal(session.view().changes, 4);
  });

  it('ends the transaction where the whole of it is rolled back', () => {
    const { session, rollbacks, plan } = damaged(DAMAGE);
    const { plan: planned } = plan({ target: { kind: 'transaction' } });
    assert.equal(reportOf(settle(rollbacks, planned.id, BACK)).outcome, 'restored');
    assert.deepEqual(session.savepoints(), []);
    assert.throws(() => plan({ target: { kind: 'transaction' } }), {
      code: 'no-transaction',
      message: "No transaction is open in 'bank': create a savepoint to begin one.",
    });
  });

  it('does not write the bindings of a call that has returned, and says so', () => {
    const session = new Session('s', 'bank');
    const first = firstCapture();
    session.savepoint(
      { ...first, frames: [TRANSFER, MAIN], changes: [...first.changes, inFrame(TRANSFER, { amount: 3 })] },
      'inside',
      undefined,
    );
    const rollbacks = new Rollbacks(session);
    const { plan } = rollbacks.plan({
      session: 's',
      capture: capture({ changes: [inFrame(MAIN, { total: -5 })] }),
      target: { kind: 'savepoint', savepoint: 'inside' },
      sameCalls: 'proved',
    });
    assert.deepEqual(plan.obstacles, [{ path: 'transfer()', verdict: 'gone', reason: 'the call has returned' }]);
    assert.equal(reportOf(settle(rollbacks, plan.id, { changes: [inFrame(MAIN, { total: 10 })] })).outcome, 'partial');
  });

  it('writes the bindings of a call that may be another one only where the user says that it is the same', () => {
    const again = { ...MAIN, activation: 7, maybe: 1 };
    const now = { frames: [again], changes: [inFrame(again, { total: -5, account: reference(ACCOUNT) })] };
    const proved = damaged(now).plan();
    assert.deepEqual(proved.plan.writes, []);
    assert.deepEqual(proved.plan.doubtful, [{ activation: 1, path: 'main()', bindings: 1 }]);
    const { rollbacks, plan } = damaged(now);
    const assumed = plan({ sameCalls: 'assumed' });
    assert.deepEqual(assumed.plan.writes, [{ path: 'total', kind: 'changed', now: -5, target: 10 }]);
    assert.deepEqual(assumed.order.writes, [{ owner: { frame: 1 }, slots: ['total'], into: 7 }]);
    const report = reportOf(
      settle(rollbacks, assumed.plan.id, { frames: [again], changes: [inFrame(again, { total: 10 })] }),
    );
    assert.equal(report.outcome, 'restored');
  });

  const OBSTACLES: Record<string, { at: Slot; now: Slot | null; reason: string }> = {
    'a property that was made fixed': {
      at: 1,
      now: { type: 'slot', value: 2, attributes: 'e' },
      reason: 'the property is neither writable nor configurable any more',
    },
    'an opaque content': {
      at: { type: 'slot', value: 1, label: 'opaque', reason: 'a promise keeps its state' },
      now: 2,
      reason: 'a promise keeps its state',
    },
    'a value that was not readable': {
      at: { type: 'unavailable', reason: 'not initialized' },
      now: 2,
      reason: 'it had no value that could be read at the savepoint',
    },
  };
  for (const [what, { at, now, reason }] of Object.entries(OBSTACLES))
    it(`lists ${what} as an obstacle`, () => {
      const session = new Session('s', 'bank');
      session.savepoint(
        capture({ objects: [ACCOUNT], changes: [inObject(ACCOUNT, { 'p:x': at })] }),
        'start',
        undefined,
      );
      const { plan } = new Rollbacks(session).plan({
        session: 's',
        capture: capture({ changes: [inObject(ACCOUNT, { 'p:x': now })] }),
        target: { kind: 'savepoint', savepoint: 'start' },
        sameCalls: 'proved',
      });
      assert.deepEqual(plan.writes, []);
      assert.deepEqual(plan.obstacles, [{ path: 'account.x', verdict: 'refused', reason }]);
    });

  it('does not plan for a variable that came into scope since, and says where one went out of it', () => {
    const session = new Session('s', 'bank');
    session.savepoint(
      capture({ changes: [inFrame(MAIN, { i: 0, late: { type: 'unavailable', reason: 'dead zone' } })] }),
      'start',
      undefined,
    );
    const now = capture({ changes: [inFrame(MAIN, { i: null, late: 5, round: 1 })] });
    const { plan } = new Rollbacks(session).plan({
      session: 's',
      capture: now,
      target: { kind: 'savepoint', savepoint: 'start' },
      sameCalls: 'proved',
    });
    assert.deepEqual(plan.writes, []);
    assert.deepEqual(plan.obstacles, [
      { path: 'i', verdict: 'refused', reason: 'the variable is not in scope where the program stands' },
    ]);
    assert.deepEqual(
      session.diff('start', undefined, 0, 10).changes.map(({ path }) => path),
      ['i'],
    );
  });

  it('keeps what is known of objects that a rollback puts out of sight, for when they come back', () => {
    const added = { ...OWNER, id: 9, origin: { object: 1, slot: 'p:owner' } } as const;
    const now = {
      objects: [added],
      changes: [inObject(ACCOUNT, { 'p:owner': reference(added) }), inObject(added, { 'p:name': 'Eve' })],
    };
    const { session, rollbacks, plan } = damaged(now);
    reportOf(settle(rollbacks, plan().plan.id, { changes: [inObject(ACCOUNT, { 'p:owner': reference(OWNER) })] }));
    assert.equal(session.view().changes, 0);
    const { plan: undo } = plan({ target: { kind: 'undo' }, capture: capture({}) });
    assert.deepEqual(
      undo.writes.map(({ path }) => path),
      ['account.owner'],
    );
    const report = reportOf(
      settle(rollbacks, undo.id, { changes: [inObject(ACCOUNT, { 'p:owner': reference(added) })] }),
    );
    assert.equal(report.outcome, 'restored');
  });

  it('brings a variable and a property back to null, which is not nothing', () => {
    const session = new Session('s', 'bank');
    const nothing: Slot = { type: 'slot', value: null };
    const then = {
      objects: [ACCOUNT],
      changes: [inFrame(MAIN, { found: nothing }), inObject(ACCOUNT, { 'p:x': nothing })],
    };
    session.savepoint(capture(then), 'start', undefined);
    const rollbacks = new Rollbacks(session);
    const { plan } = rollbacks.plan({
      session: 's',
      capture: capture({ changes: [inFrame(MAIN, { found: 5 }), inObject(ACCOUNT, { 'p:x': 6 })] }),
      target: { kind: 'savepoint', savepoint: 'start' },
      sameCalls: 'proved',
    });
    assert.deepEqual(plan.writes, [
      { path: 'found', kind: 'changed', now: 5, target: null },
      { path: 'account.x', kind: 'changed', now: 6, target: null },
    ]);
    assert.equal(reportOf(settle(rollbacks, plan.id, then)).outcome, 'restored');
  });

  it('refuses to settle a plan twice, or an older one', () => {
    const { rollbacks, plan } = damaged(DAMAGE);
    const older = plan().plan.id;
    plan();
    assert.throws(() => settle(rollbacks, older, BACK), { code: 'stale-plan' });
  });
});
