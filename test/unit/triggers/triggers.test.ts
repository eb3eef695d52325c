/** What a check leads to by itself, and when it stops doing so. */
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { InvariantResult, Savepoint } from '../../../client/apiTypes';
import { Breakers, MOST_IN_A_ROW, OPEN_MILLISECONDS } from '../../../client/triggers/breakers';
import { decideTrigger, violations } from '../../../client/triggers/decideTrigger';

type Policy = InvariantResult['policy'];

function result(policy: Policy, status: InvariantResult['status'] = 'violated'): InvariantResult {
  return { rule: '1', name: `to ${policy}`, policy, status, message: `1 ${status}.` };
}

function savepoint(name: string, health?: Savepoint['health']): Savepoint {
  const taken = { captured: 1, restorable: 1, truncated: false, limits: [], version: 1 };
  return { id: 1, name, ...taken, ...(health !== undefined && { health }) };
}

const GOOD = savepoint('good', 'good');
const SOME = [
  savepoint('first', 'good'),
  GOOD,
  savepoint('bad', 'violated'),
  savepoint('old', 'unchecked'),
  savepoint('none'),
];

const CASES: readonly [what: string, InvariantResult[], readonly Savepoint[], decision: string][] = [
  ['nothing where nothing is violated', [result('rewind', 'held')], SOME, 'nothing'],
  ['nothing where it could not be checked', [result('rewind', 'not-checked')], SOME, 'nothing'],
  ['nothing where it is only to be reported', [result('report')], SOME, 'nothing'],
  ['telling', [result('report'), result('pause')], SOME, 'tell to pause +1'],
  ['the newest good savepoint', [result('rollback')], SOME, 'go-back to rollback +0 good'],
  ['the strongest policy', [result('pause'), result('rewind'), result('rollback')], SOME, 'go-back to rewind +2 good'],
  [
    'telling that there is nowhere to go',
    [result('rollback')],
    [savepoint('bad', 'violated')],
    'nowhere to rollback +0',
  ],
];

describe('a violated rule leads to', () => {
  for (const [what, results, savepoints, expected] of CASES)
    it(what, () => {
      const decision = decideTrigger(violations(results), savepoints);
      const { kind } = decision;
      const rule = kind === 'nothing' ? [] : [decision.cause.rule, `+${decision.others}`];
      const target = kind === 'go-back' ? [decision.savepoint.name] : [];
      assert.equal([kind, ...rule, ...target].join(' '), expected);
    });
});

describe('the circuit of a policy', () => {
  beforeEach(() => mock.timers.enable({ apis: ['Date'] }));
  afterEach(() => mock.timers.reset());

  const fireOften = async (breakers: Breakers, place: string, times: number): Promise<string[]> => {
    const outcomes: string[] = [];
    for (let time = 0; time < times; time++) outcomes.push(await breakers.fire(place));
    return outcomes;
  };
  const closed = Array<string>(MOST_IN_A_ROW).fill('fires');

  it('opens when it fires again and again at one place, and at no other', async () => {
    const breakers = new Breakers();
    assert.deepEqual(await fireOften(breakers, 's 1 a.js:3', MOST_IN_A_ROW + 2), [...closed, 'open', 'open']);
    assert.equal(await breakers.fire('s 1 a.js:4'), 'fires');
  });

  it('counts only what fires in a row', async () => {
    const breakers = new Breakers();
    await fireOften(breakers, 'p', MOST_IN_A_ROW - 1);
    await breakers.held('p');
    assert.deepEqual(await fireOften(breakers, 'p', MOST_IN_A_ROW), closed);
  });

  it('closes after its time where the next check holds; until then, that one holds closes nothing', async () => {
    const breakers = new Breakers();
    await fireOften(breakers, 'p', MOST_IN_A_ROW);
    mock.timers.tick(OPEN_MILLISECONDS - 1);
    await breakers.held('p');
    assert.equal(await breakers.fire('p'), 'open');
    mock.timers.tick(1);
    await breakers.held('p');
    assert.deepEqual(await fireOften(breakers, 'p', MOST_IN_A_ROW + 1), [...closed, 'open']);
  });

  it('lets the policy fire once after its time, and is open for as long again', async () => {
    const breakers = new Breakers();
    await fireOften(breakers, 'p', MOST_IN_A_ROW);
    for (let round = 0; round < 2; round++) {
      mock.timers.tick(OPEN_MILLISECONDS);
      assert.deepEqual(await fireOften(breakers, 'p', 2), ['fires', 'open']);
    }
  });

  it('is closed by hand, and is over with its session', async () => {
    const breakers = new Breakers();
    await fireOften(breakers, 's 1', MOST_IN_A_ROW + 1);
    breakers.close('s 1');
    assert.deepEqual(await fireOften(breakers, 's 1', MOST_IN_A_ROW + 1), [...closed, 'open']);
    breakers.forget('s ');
    assert.equal(await breakers.fire('s 1'), 'fires');
  });
});
