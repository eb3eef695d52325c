/** The line of automatic savepoints: what Step Back goes to, what is let go, and that no savepoint of the user's is touched. */
import assert from 'node:assert/strict';
import { Rollbacks } from '../../../server/session/rollback';
import { Session } from '../../../server/session/session';
import type { Capture } from '../../../server/value';
import { capture, firstCapture, inFrame, MAIN } from './captures';

/** The program comes to stand in a line of `main`, where `total` holds that. */
function standsAt(line: number, total = line): Capture {
  return capture({ frames: [{ ...MAIN, line }], changes: [inFrame(MAIN, { total })] });
}

class Program {
  readonly session = new Session('s', 'bank');
  readonly rollbacks = new Rollbacks(this.session);

  constructor(readonly keep = 10) {
    this.session.observe(firstCapture());
  }

  /** Stops there, where an automatic savepoint is taken. */
  stop(line: number): Capture {
    this.session.autoSavepoints.wentOn();
    const at = standsAt(line);
    const location = { source: '/src/bank.js', line, function: 'main' };
    this.session.autoSavepoint(at, location, this.keep);
    return at;
  }

  /** Stops there, where none is taken. */
  pass(line: number): void {
    this.session.autoSavepoints.wentOn();
    this.session.observe(standsAt(line));
  }

  /** Rewinds to a savepoint whose line is that, which succeeds. */
  rewind(savepoint: string | number, line: number): void {
    const target = { kind: 'savepoint', savepoint } as const;
    this.rollbacks.beginRewind({ capture: capture({ frames: [{ ...MAIN, line: 99 }] }), target });
    this.session.autoSavepoints.wentOn();
    const there = capture({ frames: [{ ...MAIN, line }] });
    const { plan } = this.rollbacks.plan({ session: 's', capture: there, target, sameCalls: 'proved' });
    const readBack = standsAt(line);
    this.rollbacks.settle({
      session: 's',
      plan: plan.id,
      capture: readBack,
      failures: [],
      onPartialFailure: 'undo',
      at: 1,
      keepBranches: 20,
    });
    this.rollbacks.endRewind('arrived');
  }

  stepBack(): void {
    const { stepBack } = this.session.view();
    assert.ok(stepBack !== undefined, 'There is something to step back to.');
    this.rewind(stepBack, this.session.find(stepBack).location?.line ?? 0);
  }

  /** The lines of the automatic savepoints, the one that Step Back goes to in brackets. */
  line(): string {
    const { autoSavepoints, stepBack } = this.session.view();
    return autoSavepoints
      .map(({ id, location }) => (id === stepBack ? `[${location?.line}]` : String(location?.line)))
      .join(' ');
  }
}

describe('automatic savepoints', () => {
  it('lead back from stop to stop, and on again from there', () => {
    const program = new Program();
    program.stop(1);
    assert.equal(program.line(), '1', 'there is nothing before the first');
    program.stop(2);
    program.stop(3);
    assert.equal(program.line(), '1 [2] 3');
    program.stepBack();
    assert.equal(program.line(), '[1] 2 3');
    program.stepBack();
    assert.equal(program.line(), '1 2 3', 'the line ends at its beginning');
    assert.equal(program.session.store.get('/frame/1/total'), 1);
    program.stop(4);
    assert.equal(program.line(), '[1] 4', 'what was further on is not on this line any more');
  });

  it('are gone back to from between two of them', () => {
    const program = new Program();
    program.stop(1);
    program.stop(2);
    program.pass(3);
    assert.equal(program.line(), '1 [2]');
    program.stepBack();
    assert.equal(program.line(), '[1] 2');
  });

  it('are told apart where nothing changed between them', () => {
    const program = new Program();
    for (let line = 1; line <= 3; line++) {
      program.session.autoSavepoints.wentOn();
      const at = capture({ frames: [{ ...MAIN, line }] });
      program.session.autoSavepoint(at, { source: '/bank.js', line, function: 'main' }, 10);
    }
    program.stepBack();
    assert.equal(program.line(), '[1] 2 3');
  });

  it('follow a rewind to a savepoint of the user, which may have been taken between them', () => {
    const program = new Program();
    program.stop(1);
    program.session.savepoint(standsAt(1), 'at the first', undefined);
    program.stop(2);
    program.pass(3);
    program.session.savepoint(standsAt(3), 'after the second', undefined);
    program.stop(4);
    program.rewind('after the second', 3);
    assert.equal(program.line(), '1 [2] 4');
    program.rewind('at the first', 1);
    assert.equal(program.line(), '1 2 4');
  });

  it('are kept to a number, the oldest going first', () => {
    const program = new Program(2);
    const epochs = [1, 2, 3].map((line) => program.stop(line).epoch);
    assert.equal(program.line(), '[2] 3');
    const retained = program.session.retained();
    assert.deepEqual(
      epochs.map((epoch) => retained.includes(epoch)),
      [false, true, true],
    );
  });

  it('nest in nothing: none of them ends with a transaction, and no savepoint of the user ends with one of them', () => {
    const program = new Program(2);
    const { session } = program;
    const names = (): readonly string[] => session.view().savepoints.map(({ name }) => name);
    program.stop(1);
    session.savepoint(standsAt(1), 'outer', undefined);
    program.stop(2);
    session.savepoint(standsAt(2), 'inner', undefined);
    program.stop(3);
    assert.deepEqual(names(), ['outer', 'inner'], 'pruning the first took nothing away');
    program.stepBack();
    assert.deepEqual(names(), ['outer', 'inner'], 'nor did going back to one that is older than a savepoint');
    assert.equal(session.store.get('/frame/1/total'), 2);
    session.commit();
    assert.equal(program.line(), '2 3');
    assert.deepEqual(session.store.check(), []);
  });

  it('serve by id as any savepoint does, and by no name', () => {
    const program = new Program();
    program.stop(1);
    program.stop(2);
    const [first, second] = program.session.view().autoSavepoints;
    assert.ok(first !== undefined && second !== undefined && first.id < 0 && second.id < 0);
    assert.equal(first.name, 'bank.js:1');
    const change = { path: 'total', kind: 'changed', before: 1, after: 2 };
    assert.deepEqual(program.session.diff(first.id, second.id, 0, 10).changes, [change]);
    assert.throws(() => program.session.find('bank.js:1'), /No savepoint named 'bank\.js:1'/u);
    assert.throws(() => program.session.release(first.id), /No savepoint/u);
  });

  it('are gone back to by a rollback that can be undone', () => {
    const program = new Program();
    program.stop(1);
    program.stop(2);
    program.stepBack();
    const target = { kind: 'undo' } as const;
    const undo = program.rollbacks.plan({ session: 's', capture: capture({}), target, sameCalls: 'proved' });
    assert.deepEqual(undo.plan.writes, [{ path: 'total', kind: 'changed', now: 1, target: 2 }]);
  });
});
