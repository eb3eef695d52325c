/** A log that is made shorter while it is written to: it leads to the same state, whatever fails and whenever it crashes. */
import assert from 'node:assert/strict';
import { compactLog, draftOf } from '../../../server/journal/compactLog';
import { HEADER_LENGTH, scan } from '../../../server/journal/frames';
import { Log } from '../../../server/journal/log';
import * as protocol from '../../../server/protocol';
import { Random, SEED } from '../store/support/random';
import { History, SESSION } from './support/history';
import { JOURNAL, JournaledServer } from './support/journaledServer';
import { MemoryFileSystem } from './support/memoryFileSystem';
import { SimulatedDebuggee } from './support/simulatedDebuggee';

const OPTIONS: protocol.JournalOptions = { durability: 'onAcknowledge', redact: [], redactionKey: '' };
const LATEST = 4;

/** The file of a history, and the state after it. */
async function history(seed: number, steps: number): Promise<{ readonly bytes: Buffer; readonly state: unknown }> {
  const files = new MemoryFileSystem();
  const server = new JournaledServer(files);
  await server.open(undefined, OPTIONS);
  const made = new History(new Random(seed), server.ask);
  for (let step = 0; step < steps; step++) await made.step();
  return { bytes: files.bytesOf(JOURNAL), state: await server.state() };
}

function records(bytes: Buffer): readonly string[] {
  const texts: string[] = [];
  const { end } = scan(bytes, (text) => {
    texts.push(text);
    return 'go on';
  });
  assert.deepEqual(end, { kind: 'clean' });
  return texts;
}

function open(files: MemoryFileSystem): Log {
  const bytes = files.bytesOf(JOURNAL);
  const log = { file: files.open(JOURNAL, 'existing'), bytes: bytes.length, records: records(bytes).length };
  return new Log(log, 'onAcknowledge', () => undefined);
}

async function stateIn(files: MemoryFileSystem): Promise<unknown> {
  files.faultAt = () => undefined;
  const server = new JournaledServer(files);
  assert.deepEqual(await server.open({ acknowledged: 0 }, OPTIONS), { state: 'recovered', notes: [] });
  return server.state();
}

describe('compaction', function () {
  this.timeout(240_000);

  for (const seed of Array.from({ length: 10 }, (_, index) => SEED + index))
    it(`leads to the same state (seed ${seed})`, async () => {
      const { bytes, state } = await history(seed, 60);
      const files = new MemoryFileSystem({ [JOURNAL]: bytes });
      await compactLog(files, JOURNAL, open(files), LATEST);
      assert.ok(files.bytesOf(JOURNAL).length < bytes.length);
      assert.deepEqual(await stateIn(files), state);
      assert.deepEqual(files.files, [JOURNAL]);
    });

  it('leaves out what readings told in passing, and readings that found nothing', async () => {
    const files = new MemoryFileSystem();
    const server = new JournaledServer(files);
    await server.open(undefined, OPTIONS);
    const debuggee = new SimulatedDebuggee(new Random(SEED));
    const reasons = [{ label: 'opaque' as const, reason: 'it is out of reach'.repeat(10), count: 1, examples: [] }];
    for (let reading = 0; reading < 500; reading++) {
      const capture = debuggee.capture();
      await server.ask(protocol.Observe.method, {
        session: SESSION,
        capture: { ...capture, tally: { ...capture.tally, reasons } },
      });
    }
    const [state, before] = [await server.state(), files.bytesOf(JOURNAL).length];
    await compactLog(files, JOURNAL, open(files), LATEST);
    assert.ok(files.bytesOf(JOURNAL).length * 50 < before);
    assert.deepEqual(await stateIn(files), state);
  });

  it('loses nothing that is appended meanwhile, and acknowledges it when it is durable', async () => {
    const { bytes } = await history(SEED, 60);
    const files = new MemoryFileSystem({ [JOURNAL]: bytes });
    const log = open(files);
    const appended: string[] = [];
    const compacting = { done: false };
    const compacted = compactLog(files, JOURNAL, log, LATEST).then(() => (compacting.done = true));
    while (!compacting.done) {
      const text = JSON.stringify([null, protocol.Commit.method, { n: appended.length }]);
      appended.push(text);
      await log.append(text);
      assert.equal(records(files.crashed(() => 0).bytesOf(JOURNAL)).at(-1), text);
    }
    await compacted;
    assert.ok(appended.length > 1);
    await log.append('"last"');
    assert.deepEqual(records(files.bytesOf(JOURNAL)).slice(-appended.length - 1), [...appended, '"last"']);
    assert.equal(log.bytes, files.bytesOf(JOURNAL).length);
    assert.ok(log.bytes > HEADER_LENGTH);
  });

  it('that fails or crashes at any call leaves the one log or the other', async () => {
    const { bytes, state } = await history(SEED, 20);
    const random = new Random(SEED);
    const trial = new MemoryFileSystem({ [JOURNAL]: bytes });
    const log = open(trial);
    const first = trial.calls.length;
    await compactLog(trial, JOURNAL, log, LATEST);
    for (let call = first; call < trial.calls.length; call++) {
      const files = new MemoryFileSystem({ [JOURNAL]: bytes });
      let crashed: MemoryFileSystem | undefined;
      files.faultAt = (at) => {
        if (at !== call) return undefined;
        crashed = files.crashed((bound) => random.below(bound));
        return 'EIO';
      };
      const failing = open(files);
      // A folder that cannot be synced fails the log and not the compaction.
      await compactLog(files, JOURNAL, failing, LATEST).catch(() => undefined);
      assert.ok(crashed !== undefined, `call ${call}`);
      crashed.remove(draftOf(JOURNAL));
      assert.deepEqual(await stateIn(crashed), state, `crash at ${trial.calls[call] ?? ''}`);
      const isDoubtful = trial.calls[call] === 'syncFolder';
      const append = failing.append('"more"');
      if (isDoubtful) await assert.rejects(append, /EIO/);
      else {
        await append;
        assert.equal(records(files.bytesOf(JOURNAL)).at(-1), '"more"');
      }
    }
  });
});
