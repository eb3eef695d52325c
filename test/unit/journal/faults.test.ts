/** Each call of the file system fails once, in a whole history; and the machine crashes at any moment of one. */
import assert from 'node:assert/strict';
import { JOURNALED } from '../../../server/journal/journaledOperations';
import { Random, SEED } from '../store/support/random';
import { History } from './support/history';
import { JournaledServer } from './support/journaledServer';
import { type Fault, MemoryFileSystem } from './support/memoryFileSystem';

const STEPS = 12;
const FAULTS: readonly Fault[] = ['short', 'ENOSPC', 'EIO', 'EROFS'];

interface Run {
  readonly files: MemoryFileSystem;
  readonly server: JournaledServer;
  /** The state after each request that was answered, from that after opening on, and whether it was said to be durable. */
  readonly acknowledged: readonly { readonly state: unknown; readonly durable: boolean }[];
}

async function run(faultAt: MemoryFileSystem['faultAt'], afterEach: (files: MemoryFileSystem) => void): Promise<Run> {
  const files = new MemoryFileSystem();
  files.faultAt = faultAt;
  const server = new JournaledServer(files);
  const acknowledged: { state: unknown; durable: boolean }[] = [];
  const note = async (): Promise<void> => {
    acknowledged.push({ state: await server.state(), durable: server.view.notDurable === undefined });
    afterEach(files);
  };
  await server.open(undefined, { durability: 'onAcknowledge', redact: [], redactionKey: '' });
  await note();
  const history = new History(new Random(SEED), async (method, params) => {
    try {
      return await server.ask(method, params);
    } finally {
      if (method in JOURNALED) await note();
    }
  });
  for (let step = 0; step < STEPS; step++) await history.step();
  return { files, server, acknowledged };
}

async function recoveredState(files: MemoryFileSystem): Promise<unknown> {
  files.faultAt = () => undefined;
  const server = new JournaledServer(files);
  const { state } = await server.open({ acknowledged: 0 });
  return state === 'recovered' ? server.state() : undefined;
}

describe('a journal whose file system fails', function () {
  this.timeout(240_000);
  let sound: Run;
  before(async () => {
    sound = await run(
      () => undefined,
      () => undefined,
    );
  });

  for (const fault of FAULTS)
    it(`at any one call, with ${fault}: debugging goes on, and only what is durable is said to be`, async () => {
      for (let call = 0; call < sound.files.calls.length; call++) {
        const name = sound.files.calls[call] ?? '';
        const message = `call ${call}, ${name}`;
        const { files, server, acknowledged } = await run(
          (at) => (at === call ? fault : undefined),
          () => undefined,
        );
        assert.deepEqual(
          acknowledged.map(({ state }) => state),
          sound.acknowledged.map(({ state }) => state),
          message,
        );
        const isHarmless = fault === 'short' || name === 'remove';
        assert.equal(server.view.notDurable === undefined, isHarmless, message);
        if (!isHarmless) assert.match(server.view.notDurable ?? '', new RegExp(fault), message);
        const firstFailed = acknowledged.findIndex(({ durable }) => !durable);
        assert.ok(firstFailed < 0 || acknowledged.slice(firstFailed).every(({ durable }) => !durable), message);
        const durable = acknowledged.filter((one) => one.durable);
        const left = await recoveredState(files.crashed((bound) => Math.floor(bound / 2)));
        const states = acknowledged.map(({ state }) => textOf(state));
        const index = left === undefined ? -1 : states.lastIndexOf(textOf(left));
        assert.ok(left === undefined ? durable.length === 0 : index >= durable.length - 1, message);
      }
    });

  it('has nothing more written to it after a sync that failed', async () => {
    const call = sound.files.calls.lastIndexOf('sync', sound.files.calls.length / 2);
    const { files } = await run(
      (at) => (at === call ? 'EIO' : undefined),
      () => undefined,
    );
    assert.deepEqual(files.calls.slice(call + 1), []);
  });
});

describe('a machine that loses power', function () {
  this.timeout(240_000);

  it('at any moment leaves all that was acknowledged, and at most one operation more', async () => {
    const random = new Random(SEED);
    const crashes: MemoryFileSystem[][] = [];
    const { acknowledged } = await run(
      () => undefined,
      (files) => crashes.push(Array.from({ length: 4 }, () => files.crashed((bound) => random.below(bound)))),
    );
    assert.ok(crashes.length > STEPS);
    for (const [index, left] of crashes.entries())
      for (const files of left) assert.deepEqual(await recoveredState(files), acknowledged[index]?.state);
  });

  it('in the middle of a call leaves all that was acknowledged before it', async () => {
    const random = new Random(SEED);
    const left: { readonly files: MemoryFileSystem; readonly acknowledged: number }[] = [];
    let answered = 0;
    const files: { current?: MemoryFileSystem } = {};
    const { acknowledged } = await run(
      () => {
        if (files.current !== undefined)
          left.push({ files: files.current.crashed((bound) => random.below(bound)), acknowledged: answered });
        return undefined;
      },
      (current) => {
        files.current = current;
        answered++;
      },
    );
    assert.ok(left.length > STEPS);
    const states = acknowledged.map(({ state }) => textOf(state));
    for (const { files: crashed, acknowledged: count } of left) {
      const state = textOf(await recoveredState(crashed));
      assert.ok([states[count - 1], states[count]].includes(state), `after ${count}`);
    }
  });
});

/** The same for states that are deeply equal: a view that was patched together may have its parts in another order. */
function textOf(state: unknown): string {
  const sorted = (_key: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value;
  return state === undefined ? '' : JSON.stringify(state, sorted);
}
