import assert from 'node:assert/strict';
import type { PlanTarget } from '../../../server/protocol';
import { SimulatedProgram, type Values } from './simulatedProgram';

const UNDO: PlanTarget = { kind: 'undo' };
const REDO: PlanTarget = { kind: 'redo' };

/** `a` at 0; at 1, `b`; at 2, nothing. */
function withTwoSavepoints(): SimulatedProgram {
  const program = new SimulatedProgram({ total: 0, 'account.balance': 0 });
  program.savepoint('a');
  program.run({ total: 1, 'account.balance': 1 });
  program.savepoint('b');
  program.run({ total: 2 });
  return program;
}

function names({ session }: SimulatedProgram): readonly string[] {
  return session.savepoints().map(({ name }) => name);
}

function branches({ session }: SimulatedProgram): readonly unknown[] {
  return session.view().branches.map(({ under, savepoints, changes }) => [under, savepoints, changes]);
}

describe('undoing and redoing rollbacks', () => {
  it('goes back through several rollbacks, and forward again', () => {
    const program = withTwoSavepoints();
    program.rollBack('b');
    assert.deepEqual(program.values, { total: 1, 'account.balance': 1 });
    program.rollBack('a');
    assert.deepEqual([program.values, names(program)], [{ total: 0, 'account.balance': 0 }, ['a']]);
    program.rollBack(UNDO);
    assert.deepEqual([program.values, names(program)], [{ total: 1, 'account.balance': 1 }, ['a', 'b']]);
    program.rollBack(UNDO);
    assert.deepEqual([program.values, names(program)], [{ total: 2, 'account.balance': 1 }, ['a', 'b']]);
    assert.throws(() => program.rollBack(UNDO), {
      code: 'no-rollback',
      message: "There is no rollback to undo in 'bank'.",
    });
    program.rollBack(REDO);
    assert.deepEqual([program.values, names(program)], [{ total: 1, 'account.balance': 1 }, ['a', 'b']]);
    program.rollBack(REDO);
    assert.deepEqual([program.values, names(program)], [{ total: 0, 'account.balance': 0 }, ['a']]);
    assert.throws(() => program.rollBack(REDO), { message: "There is no rollback to redo in 'bank'." });
    program.rollBack(UNDO);
    assert.deepEqual(names(program), ['a', 'b']);
  });

  it('ends what could be redone with a new rollback, and keeps it as a branch', () => {
    const program = withTwoSavepoints();
    program.rollBack('a');
    program.run({ total: 7 });
    program.rollBack(UNDO);
    program.rollBack('b');
    assert.equal(program.session.view().redo, undefined);
    program.rollBack({ kind: 'branch', branch: branchWith(program, { total: 7 }) });
    assert.deepEqual([program.values, names(program)], [{ total: 7, 'account.balance': 0 }, ['a']]);
  });
});

describe('abandoned branches', () => {
  it('stand under the innermost savepoint that is left, with what they had', () => {
    const program = withTwoSavepoints();
    const [a] = program.session.savepoints();
    program.rollBack('a');
    assert.deepEqual(branches(program), [[a?.id, ['b'], 2]]);
    const [branch] = program.session.view().branches;
    assert.ok(branch);
    assert.deepEqual([branch.kind, branch.leftFor, branch.leftAt], ['everything', 'a', 1]);
    assert.deepEqual(program.session.branchDiff(branch.id, 0, 10), {
      changes: [
        { path: 'account.balance', kind: 'changed', before: 0, after: 1 },
        { path: 'total', kind: 'changed', before: 0, after: 2 },
      ],
      total: 2,
    });
  });

  it('are restored by a rollback that can be undone, and are branches no longer', () => {
    const program = withTwoSavepoints();
    program.rollBack('a');
    program.run({ total: 5 });
    const [branch] = program.session.view().branches;
    assert.ok(branch);
    const report = program.rollBack({ kind: 'branch', branch: branch.id });
    assert.equal(report.outcome, 'restored');
    assert.deepEqual([program.values, names(program)], [{ total: 2, 'account.balance': 1 }, ['a', 'b']]);
    const [a] = program.session.savepoints();
    assert.deepEqual(branches(program), [[a?.id, [], 1]], 'what was left for it is one now');
    assert.throws(() => program.rollBack({ kind: 'branch', branch: branch.id }), { code: 'no-branch' });
    program.rollBack(UNDO);
    assert.deepEqual([program.values, names(program)], [{ total: 5, 'account.balance': 0 }, ['a']]);
  });

  it('of a transaction that was rolled back stand under none, and bring it back', () => {
    const program = withTwoSavepoints();
    program.rollBack({ kind: 'transaction' });
    assert.deepEqual([names(program), branches(program)], [[], [[undefined, ['a', 'b'], 2]]]);
    program.rollBack({ kind: 'branch', branch: branchWith(program, { total: 2 }) });
    assert.deepEqual([program.values, names(program)], [{ total: 2, 'account.balance': 1 }, ['a', 'b']]);
  });

  it('are not made by a rollback that changed nothing', () => {
    const program = withTwoSavepoints();
    program.savepoint('c');
    program.rollBack('c');
    assert.deepEqual(branches(program), []);
  });

  it('are kept to a number, and what only the others needed is given up', () => {
    const program = withTwoSavepoints();
    program.keepBranches = 2;
    for (const total of [10, 11, 12, 13]) {
      program.run({ total });
      program.rollBack('b');
    }
    assert.equal(branches(program).length, 2);
    const epochs = program.session.retained().length;
    program.run({ total: 14 });
    program.rollBack('b');
    assert.equal(program.session.retained().length, epochs);
    program.rollBack(UNDO);
    program.rollBack(UNDO);
    assert.throws(() => program.rollBack(UNDO), { code: 'no-rollback' });
    assert.equal(program.values['total'], 13);
  });
});

describe('a random walk through rollbacks', () => {
  const seed = Number(process.env['HISTORY_SEED'] ?? Date.now() % 1_000_000);
  it(`ends each step where it says, from the seed ${seed}`, () => {
    const random = randomFrom(seed);
    const pick = (limit: number): number => Math.floor(random() * limit);
    const program = new SimulatedProgram({ total: 0, rate: 0, 'account.balance': 0 });
    program.savepoint('root');
    const saved = new Map<number, Values>();
    const left = new Map<number, readonly [Values, readonly string[]]>();
    const undo: (readonly [Values, readonly string[]])[] = [];
    const redo: (readonly [Values, readonly string[]])[] = [];
    const present = (): readonly [Values, readonly string[]] => [program.values, names(program)];
    const noteSavepoints = (): void => {
      const newest = program.session.savepoints().at(-1);
      if (newest !== undefined && !saved.has(newest.id)) saved.set(newest.id, program.values);
    };
    noteSavepoints();
    for (let step = 0; step < 600; step++) {
      const before = present();
      const ids = program.session.view().branches.map(({ id }) => id);
      const last = program.session.history.states.at(-1)?.id;
      const choice = pick(8);
      if (choice < 3) program.run({ [['total', 'rate', 'account.balance'][pick(3)] ?? 'total']: pick(5) });
      else if (choice === 3) {
        program.savepoint('abc'[pick(3)] ?? 'a');
        noteSavepoints();
      } else if (choice === 4) {
        const open = program.session.savepoints();
        const target = open[pick(open.length)];
        assert.ok(target);
        program.rollBack({ kind: 'savepoint', savepoint: target.id });
        assert.deepEqual(program.values, saved.get(target.id), `step ${step}`);
        undo.push(before);
        redo.length = 0;
      } else if (choice === 5) {
        const expected = undo.at(-1);
        if (expected === undefined || program.session.history.undo === undefined) continue;
        program.rollBack(UNDO);
        undo.pop();
        redo.push(before);
        assert.deepEqual(present(), expected, `undo at step ${step}`);
      } else if (choice === 6) {
        const expected = redo.at(-1);
        if (expected === undefined || program.session.history.redo === undefined) continue;
        program.rollBack(REDO);
        redo.pop();
        undo.push(before);
        assert.deepEqual(present(), expected, `redo at step ${step}`);
      } else {
        const branch = ids[pick(ids.length)];
        const expected = branch === undefined ? undefined : left.get(branch);
        if (branch === undefined || expected === undefined) continue;
        program.rollBack({ kind: 'branch', branch });
        assert.deepEqual(present(), expected, `branch at step ${step}`);
        undo.push(before);
        redo.length = 0;
      }
      const newest = program.session.history.states.at(-1)?.id;
      if (newest !== undefined && newest !== last) left.set(newest, before);
    }
    assert.deepEqual(program.session.store.check(), []);
  }).timeout(20_000);
});

function branchWith(program: SimulatedProgram, values: Values): number {
  const state = program.session.history.states.find(({ departure }) =>
    Object.entries(values).every(
      ([name, value]) => program.session.store.getAt(`/frame/1/${name}`, departure) === value,
    ),
  );
  assert.ok(state);
  return state.id;
}

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
