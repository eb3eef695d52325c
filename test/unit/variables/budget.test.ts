/** What a reading's time is spent on. */
import assert from 'node:assert/strict';
import type { DapRequests } from '../../../client/debuggee/dap';
import type { DapPort } from '../../../client/debuggee/debuggee';
import { VariablesDebuggee } from '../../../client/debuggee/variables/variablesDebuggee';
import { VirtualClock } from '../hostile/virtualClock';

const BUDGET = { described: 100, objects: 100, milliseconds: 2_000 };
const FRAME = {
  frameId: 1,
  function: 'main',
  source: '/program',
  readSource: () => Promise.resolve(undefined),
  line: 1,
  column: 1,
  depth: 0,
};

/** A variable `first` that holds a list of 9 objects, each in the one before, the last with a number. */
class Adapter implements DapPort {
  readonly answered: string[] = [];

  constructor(
    private readonly clock: VirtualClock,
    public milliseconds: (answer: string) => number,
    public number = 1,
  ) {}

  async request<C extends keyof DapRequests>(
    command: C,
    args: DapRequests[C]['arguments'],
  ): Promise<DapRequests[C]['response']> {
    const { variablesReference: reference = 0 } = args as { variablesReference?: number };
    const answer = command === 'variables' ? `variables ${reference}` : command;
    await new Promise<void>((resolve) => this.clock.after(this.milliseconds(answer), resolve));
    this.answered.push(answer);
    if (command === 'setVariable') this.number = Number((args as DapRequests['setVariable']['arguments']).value);
    return this.#answerTo(command, reference);
  }

  #answerTo(command: string, reference: number): unknown {
    if (command === 'setVariable') return { value: String(this.number) };
    if (command === 'scopes') return { scopes: [{ name: 'Locals', variablesReference: 1, expensive: false }] };
    if (command !== 'variables') throw new Error(`${command} is not supported`);
    const next = { name: reference === 1 ? 'first' : 'next', value: 'Node', type: 'Node' };
    if (reference < 10) return { variables: [{ ...next, variablesReference: reference + 1 }] };
    return { variables: [{ name: 'number', value: String(this.number), type: 'int', variablesReference: 0 }] };
  }
}

describe('the time of a reading', () => {
  it('begins when the variables are there: loading symbols for the first answer takes nothing of it', async () => {
    const clock = new VirtualClock();
    const adapter = new Adapter(clock, (answer) => (answer === 'variables 1' ? 4_000 : 10));
    const debuggee = new VariablesDebuggee('slow', adapter, () => ({ supportsSetVariable: true }), clock);
    const capture = await clock.until(debuggee.capture({ frames: [FRAME], budget: BUDGET, retain: [] }));
    assert.equal(capture.truncated, undefined);
    assert.equal(capture.objects.length, 9);
  });

  it('ends it, and says of each object that was met and not read that it was not', async () => {
    const clock = new VirtualClock();
    const adapter = new Adapter(clock, () => 450);
    const debuggee = new VariablesDebuggee('slow', adapter, () => ({ supportsSetVariable: true }), clock);
    const { truncated, objects, tally } = await clock.until(
      debuggee.capture({ frames: [FRAME], budget: BUDGET, retain: [] }),
    );
    assert.equal(truncated, 'milliseconds');
    assert.equal(objects.length, 4);
    const cut = tally.reasons.filter(({ label }) => label === 'truncated');
    assert.deepEqual(
      cut.map(({ count, examples }) => [count, examples]),
      [[1, ['first.next.next.next.next']]],
    );
  });

  it('is exceeded for what was written: what was made of it is known', async () => {
    const clock = new VirtualClock();
    const adapter = new Adapter(clock, () => 10);
    const debuggee = new VariablesDebuggee('slow', adapter, () => ({ supportsSetVariable: true }), clock);
    const capture = (retain: readonly number[]) =>
      clock.until(debuggee.capture({ frames: [FRAME], budget: BUDGET, retain }));
    const { epoch, objects, frames } = await capture([]);
    adapter.number = 2;
    await capture([epoch]);
    const last = objects.at(-1)?.id ?? 0;
    const present = frames.map(({ activation }) => ({ frameId: 1, activation }));
    adapter.milliseconds = () => 450;
    const write = { owner: { object: last }, slots: ['p:number'] };
    assert.deepEqual(await clock.until(debuggee.restore({ epoch, frames: present, writes: [write] })), {
      failures: [],
    });
    const readBack = await capture([epoch]);
    assert.equal(readBack.truncated, 'milliseconds');
    assert.deepEqual(readBack.changes, [{ owner: { object: last }, slots: [['p:number', 1, 2]] }]);
  });
});

describe('a reading in the middle of which the editor asks for the scopes of another frame', () => {
  it('is made anew, where a scope is then that of the other frame', async () => {
    const clock = new VirtualClock();
    const adapter = new Adapter(clock, () => 10);
    let others = 0;
    const port: DapPort = {
      request: async (command, args) => {
        // The first list of variables is another frame's.
        if (command !== 'variables' || others > 0) return adapter.request(command, args);
        others++;
        return { variables: [{ name: 'of another', value: '1', type: 'int', variablesReference: 0 }] } as never;
      },
      scopesOfOthers: () => others,
    };
    const debuggee = new VariablesDebuggee('shared', port, () => ({ supportsSetVariable: true }), clock);
    const capture = await clock.until(debuggee.capture({ frames: [FRAME], budget: BUDGET, retain: [] }));
    const [main] = capture.frames;
    assert.deepEqual(capture.frames.length, 1);
    const own = capture.changes.filter(({ owner }) => 'frame' in owner && owner.frame === main?.activation);
    assert.deepEqual(
      own.flatMap(({ slots }) => slots.map(([name]) => name)),
      ['first'],
    );
  });
});

describe('a reading that is thrown away', () => {
  /** Of two frames, the paused one has `first`, which is part of its call. */
  const frames = [FRAME, { ...FRAME, frameId: 2, function: 'caller', depth: -1 }].map((frame) => ({
    ...frame,
    depth: frame.depth + 1,
  }));

  it('leaves no object another call’s', async () => {
    const clock = new VirtualClock();
    let others = 0;
    let disturbs = false;
    let asked = 0;
    const port: DapPort = {
      request: (command, args) => {
        if (command === 'evaluate') return Promise.resolve({ result: '0x1000', variablesReference: 0 } as never);
        if (command === 'scopes') {
          asked = (args as DapRequests['scopes']['arguments']).frameId;
          return Promise.resolve({ scopes: [{ name: 'Locals', variablesReference: 1, expensive: false }] } as never);
        }
        const { variablesReference } = args as DapRequests['variables']['arguments'];
        if (variablesReference === 2)
          return Promise.resolve({
            variables: [{ name: 'balance', value: '100', type: 'int', variablesReference: 0 }],
          } as never);
        // The editor asks for the paused frame's scopes once more as the caller's variables are about to be read.
        if (asked === 2 && disturbs) {
          disturbs = false;
          others++;
          asked = 1;
        }
        const account = { name: 'account', value: 'Account @ 0x2000', type: 'Account', variablesReference: 2 };
        return Promise.resolve({ variables: asked === 1 ? [account] : [] } as never);
      },
      scopesOfOthers: () => others,
    };
    const debuggee = new VariablesDebuggee('shared', port, () => ({ supportsSetVariable: true }), clock);
    const capture = () => clock.until(debuggee.capture({ frames, budget: BUDGET, retain: [] }));
    const { objects, frames: calls } = await capture();
    disturbs = true;
    const again = await capture();
    assert.equal(others, 1);
    assert.deepEqual([again.objects, again.changes], [[], []]);
    assert.equal(again.frames[1]?.maybe, calls[1]?.activation, 'nobody was told of the call of the first try');
    assert.equal(objects.length, 1);
  });
});

describe('a reading in the middle of which the program goes on', () => {
  it('tells nothing, and the next one all: frames of the same numbers may be others by then', async () => {
    const clock = new VirtualClock();
    const adapter = new Adapter(clock, () => 10);
    const debuggee = new VariablesDebuggee('quick', adapter, () => ({ supportsSetVariable: true }), clock);
    const capture = (stands: boolean) =>
      clock.until(debuggee.capture({ frames: [FRAME], budget: BUDGET, retain: [], stands: () => stands }));
    await capture(true);
    adapter.number = 2;
    await assert.rejects(capture(false), { code: 'not-paused' });
    const { changes } = await capture(true);
    assert.deepEqual(
      changes.flatMap(({ slots }) => slots),
      [['p:number', 2, 1]],
    );
  });
});
