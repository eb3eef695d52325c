import assert from 'node:assert/strict';
import { SimulatedProgram } from './simulatedProgram';

function atSavepoint(): SimulatedProgram {
  const program = new SimulatedProgram({ total: 0, rate: 3, 'account.balance': 100 });
  program.savepoint('start');
  return program;
}

describe('drift', () => {
  it('is what somebody changes while the program stands still, and not what the program changes', () => {
    const program = atSavepoint();
    program.run({ total: 1 });
    assert.deepEqual([program.session.drift(), program.session.view().drift], [[], 0]);
    program.edit({ 'account.balance': 7 });
    program.look();
    assert.deepEqual(program.session.drift(), [
      { path: 'account.balance', kind: 'changed', before: 100, after: 7, by: 'outside' },
    ]);
    assert.equal(program.session.view().drift, 1);
    assert.deepEqual(
      program.session.diff('start', undefined, 0, 10).changes.map(({ path, by }) => [path, by]),
      [
        ['account.balance', 'outside'],
        ['total', undefined],
      ],
    );
  });

  it('is none any more where the edit was taken back, or the program has written over it', () => {
    const program = atSavepoint();
    program.edit({ total: 9, rate: 9 });
    program.look();
    program.edit({ total: 0 });
    program.look();
    assert.deepEqual(
      program.session.drift().map(({ path }) => path),
      ['rate'],
    );
    program.run({ rate: 10 });
    assert.deepEqual(program.session.drift(), []);
  });

  it('counts from the innermost savepoint', () => {
    const program = atSavepoint();
    program.edit({ total: 9 });
    program.look();
    program.savepoint('nested');
    assert.deepEqual(program.session.drift(), []);
    program.session.release('nested');
    assert.equal(program.session.drift().length, 1);
  });

  it('counts from the innermost savepoint also what was edited before it already', () => {
    const program = atSavepoint();
    program.edit({ total: 9, rate: 9 });
    program.look();
    program.savepoint('nested');
    program.edit({ total: 10 });
    program.look();
    const edit = { path: 'total', kind: 'changed', before: 9, after: 10, by: 'outside' };
    assert.deepEqual([program.session.drift(), program.session.view().drift], [[edit], 1]);
    assert.deepEqual(
      program.session.diff('nested', undefined, 0, 10).changes.map(({ path, by }) => [path, by]),
      [['total', 'outside']],
    );
  });

  it('is named in the plan that would write over it, and gone after the rollback', () => {
    const program = atSavepoint();
    program.run({ total: 1 });
    program.edit({ rate: 4 });
    const { plan, order } = program.plan({ kind: 'savepoint', savepoint: 'start' });
    assert.deepEqual(
      plan.writes.map(({ path, by }) => [path, by]),
      [
        ['total', undefined],
        ['rate', 'outside'],
      ],
    );
    program.carryOut(plan, order);
    assert.deepEqual(program.session.drift(), []);
  });

  it('is set apart from what Savepoint wrote', () => {
    const program = atSavepoint();
    program.run({ total: 1, rate: 1 });
    program.savepoint('nested');
    program.rollBack('start', { paths: ['total'] });
    assert.deepEqual(program.session.drift(), []);
    assert.deepEqual(
      program.session.diff('nested', undefined, 0, 10).changes.map(({ path, by }) => [path, by]),
      [['total', 'savepoint']],
    );
  });
});

describe('what a rollback changes beside what it writes', () => {
  it('is in its report', () => {
    const program = atSavepoint();
    program.run({ total: 5, 'account.balance': 5 });
    program.aliases.set('total', 'account.balance');
    const report = program.rollBack('start', { paths: ['total'] });
    assert.deepEqual(report.also, [{ path: 'account.balance', kind: 'changed', before: 5, after: 0 }]);
    assert.equal(report.outcome, 'restored');
  });
});

describe('a plan that was shown', () => {
  it('is carried out if it is still true', () => {
    const program = atSavepoint();
    program.run({ total: 1 });
    const { plan } = program.plan({ kind: 'savepoint', savepoint: 'start' });
    assert.equal(program.rollBack('start', { expected: plan.digest }).outcome, 'restored');
  });

  it('is refused by the names of what has changed since, and nothing is written', () => {
    const program = atSavepoint();
    program.run({ total: 1 });
    const { plan } = program.plan({ kind: 'savepoint', savepoint: 'start' });
    program.edit({ rate: 8 });
    assert.throws(() => program.rollBack('start', { expected: plan.digest }), {
      code: 'stale-plan',
      message: 'Since this rollback was planned, this has changed: rate. Nothing was written; plan it again.',
    });
    assert.deepEqual(program.values, { total: 1, rate: 8, 'account.balance': 100 });
  });

  it('is refused where its savepoint is another one by now, though the values are the same', () => {
    const program = atSavepoint();
    program.run({ total: 1 });
    program.savepoint('start');
    program.run({ total: 2 });
    const { plan } = program.plan({ kind: 'savepoint', savepoint: 'start' });
    program.session.release('start');
    program.run({ total: 2 });
    assert.throws(() => program.rollBack('start', { expected: plan.digest }), { code: 'stale-plan' });
  });

  it('of some places is not refused for what happened elsewhere', () => {
    const program = atSavepoint();
    program.run({ total: 1, rate: 1 });
    const { plan } = program.plan({ kind: 'savepoint', savepoint: 'start' }, { paths: ['total'] });
    program.edit({ rate: 2 });
    assert.equal(program.rollBack('start', { paths: ['total'], expected: plan.digest }).outcome, 'restored');
    assert.deepEqual(program.values, { total: 0, rate: 2, 'account.balance': 100 });
  });
});
