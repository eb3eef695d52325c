import assert from 'node:assert/strict';
import type { RollbackPlan } from '../../../client/apiTypes';
import {
  decideAndRollBack,
  decideRollback,
  type PlanPreview,
  type Scope,
} from '../../../client/commands/decideRollback';
import type { Ticked } from '../../../client/commands/planRows';
import { SavepointError } from '../../../client/savepointError';
import { plan, write } from './plans';

const ALL: Scope = { calls: 'proved' };
const BOTH = plan({ writes: [write('a'), write('b')] });

describe('deciding on a rollback', () => {
  it('shows the plan and writes all of it', async () => {
    const { scope, shown } = await decide([BOTH], [{ kind: 'everything' }]);
    assert.deepEqual(scope, ALL);
    assert.deepEqual(shown, [{ plan: BOTH, unticked: [] }]);
  });

  it('writes what is ticked, if that is all that it means', async () => {
    const part = plan({ writes: [write('a')] });
    const { scope, shown } = await decide([BOTH, part], [{ kind: 'some', paths: ['a'] }]);
    assert.deepEqual(scope, { calls: 'proved', paths: ['a'] });
    assert.equal(shown.length, 1);
  });

  it('shows a plan again where what is ticked means more', async () => {
    const { scope, shown } = await decide([BOTH, BOTH], [{ kind: 'some', paths: ['a'] }, { kind: 'everything' }]);
    assert.deepEqual(scope, { calls: 'proved', paths: ['a'] });
    assert.match(shown[1]?.why ?? '', /holds more/u);
  });

  it('shows the variables of doubtful calls before it writes them, and leaves what was not ticked so', async () => {
    const doubtful = plan({ writes: [write('a')], doubtful: [{ activation: 7, path: 'main', bindings: 1 }] });
    const assumed = plan({ writes: [write('a'), write('main::b')] });
    const ticks: Ticked[] = [{ kind: 'with-calls', unticked: ['a'] }, { kind: 'everything' }];
    const { scope, shown, planned } = await decide([doubtful, assumed], ticks);
    assert.deepEqual(scope, { calls: 'assumed' });
    assert.deepEqual(planned, [ALL, { calls: 'assumed' }]);
    assert.deepEqual([shown[1]?.plan, shown[1]?.unticked], [assumed, ['a']]);
  });

  it('shows nothing where nothing differs, and where the user named all that does', async () => {
    const never = plan({ limits: [{ label: 'opaque', reason: 'a promise', count: 1, examples: [] }] });
    assert.deepEqual((await decide([never], [])).shown, []);
    assert.deepEqual((await decide([plan({ writes: [write('a')] })], [], ['a'])).shown, []);
  });

  it('shows a named place that holds more, or that something stands in the way of', async () => {
    const blocked = plan({ obstacles: [{ path: 'a', verdict: 'refused', reason: 'it is read-only' }] });
    assert.equal((await decide([BOTH], [{ kind: 'everything' }], ['a'])).shown.length, 1);
    assert.equal((await decide([blocked], [{ kind: 'everything' }], ['a'])).shown.length, 1);
  });

  it('is off where the named place has not changed', async () => {
    await assert.rejects(decide([plan({})], [], ['a']), { message: "a holds what it held at savepoint 'x'." });
  });

  it('is off where nothing is ticked', async () => {
    await assert.rejects(decide([BOTH], [{ kind: 'nothing' }]), { code: 'no-path' });
  });
});

describe('carrying a decision out', () => {
  it('shows what it would be now, and why, where the program has changed since', async () => {
    const plans = [BOTH, plan({ writes: [write('c')] })];
    const whys: (string | undefined)[] = [];
    const planner = {
      plan: () => next(plans),
      show: ({ why }: PlanPreview): Promise<Ticked> => {
        whys.push(why);
        return Promise.resolve({ kind: 'everything' });
      },
    };
    let attempts = 0;
    const { result } = await decideAndRollBack(planner, ALL, ({ plan: { writes } }) =>
      attempts++ === 0
        ? Promise.reject(new SavepointError('stale-plan', 'b has changed.'))
        : Promise.resolve(writes.map(({ path }) => path)),
    );
    assert.deepEqual([result, whys], [['c'], [undefined, 'b has changed.']]);
  });
});

/** Plans and answers are used up in turn. */
async function decide(plans: RollbackPlan[], answers: Ticked[], known?: readonly string[]) {
  const shown: PlanPreview[] = [];
  const planned: Scope[] = [];
  let last: RollbackPlan | undefined;
  const { plan: decided, ...scope } = await decideRollback(
    {
      plan: async (wanted) => {
        planned.push(wanted);
        last = await next(plans);
        return last;
      },
      show: (preview) => {
        shown.push(preview);
        return next(answers);
      },
    },
    ALL,
    known,
  );
  assert.deepEqual([plans, answers], [[], []], 'all plans and answers were used');
  assert.equal(decided, last, 'what is written is what was planned last');
  return { scope, shown, planned };
}

function next<T>(queue: T[]): Promise<T> {
  const first = queue.shift();
  return first === undefined ? Promise.reject(new Error('Nothing is left to give.')) : Promise.resolve(first);
}
