/** The server's part of a rewind: where the program stood, and what undoing the rollback brings back. */
import assert from 'node:assert/strict';
import { Rollbacks } from '../../../server/session/rollback';
import { Session } from '../../../server/session/session';
import type { Capture, CapturedFrame } from '../../../server/value';
import { capture, firstCapture, inFrame, MAIN, TRANSFER } from './captures';

const START = { kind: 'savepoint', savepoint: 'start' } as const;

function started(): { session: Session; rollbacks: Rollbacks } {
  const session = new Session('s', 'bank');
  session.savepoint(firstCapture(), 'start', { source: '/bank.js', line: 20, column: 7, function: 'main' });
  return { session, rollbacks: new Rollbacks(session) };
}

function total(value: number, frames: readonly CapturedFrame[] = [MAIN]): Capture {
  return capture({ frames, changes: [inFrame(MAIN, { total: value })] });
}

describe('a rewind', () => {
  it('knows where the program stood, and what is known of that call', () => {
    const { rollbacks } = started();
    const standpoint = (frames: readonly CapturedFrame[]) =>
      rollbacks.beginRewind({ capture: capture({ frames }), target: START });
    assert.deepEqual(standpoint([TRANSFER, { ...MAIN, line: 25 }]), { frame: MAIN, column: 7, call: 'same' });
    assert.equal(standpoint([{ ...MAIN, activation: 9, maybe: 1 }])?.call, 'doubtful');
    assert.equal(standpoint([{ ...MAIN, activation: 9 }])?.call, 'gone');
  });

  it('is undone to the values before it, not to those that running again left', () => {
    const { session, rollbacks } = started();
    session.savepoint(total(11), 'nested', undefined);
    const begun = total(12);
    rollbacks.beginRewind({ capture: begun, target: START });
    assert.ok(session.retained().includes(begun.epoch));
    const { plan } = rollbacks.plan({ session: 's', capture: total(99), target: START, sameCalls: 'proved' });
    const settle = (id: number, readBack: Capture) =>
      rollbacks.settle({
        session: 's',
        plan: id,
        capture: readBack,
        failures: [],
        onPartialFailure: 'undo',
        at: 1,
        keepBranches: 20,
      });
    settle(plan.id, total(10));
    rollbacks.endRewind('arrived');
    assert.deepEqual(
      session.savepoints().map(({ name }) => name),
      ['start'],
    );

    const undo = rollbacks.plan({ session: 's', capture: capture({}), target: { kind: 'undo' }, sameCalls: 'proved' });
    assert.deepEqual(undo.plan.writes, [{ path: 'total', kind: 'changed', now: 10, target: 12 }]);
    assert.equal(undo.order.epoch, begun.epoch);
    settle(undo.plan.id, total(12));
    assert.equal(session.store.get('/frame/1/total'), 12);
    assert.deepEqual(
      session.savepoints().map(({ name }) => name),
      ['start', 'nested'],
    );
    assert.deepEqual(session.store.check(), []);
  });

  it('can be given up: the values before it are a target of their own, which takes no savepoint away', () => {
    const { session, rollbacks } = started();
    rollbacks.beginRewind({ capture: total(12), target: START });
    const origin = { kind: 'rewind-origin' } as const;
    const { plan } = rollbacks.plan({ session: 's', capture: total(99), target: origin, sameCalls: 'proved' });
    assert.deepEqual(plan.writes, [{ path: 'total', kind: 'changed', now: 99, target: 12 }]);
    const back = total(12);
    rollbacks.settle({
      session: 's',
      plan: plan.id,
      capture: back,
      failures: [],
      onPartialFailure: 'keep',
      at: 1,
      keepBranches: 20,
    });
    rollbacks.endRewind('elsewhere');
    assert.equal(session.savepoints().length, 1);
    assert.equal(session.history.states.length, 0);
    assert.deepEqual(session.retained().includes(back.epoch), true);
  });
});
