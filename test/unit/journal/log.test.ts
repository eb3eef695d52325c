/** One log file: what is appended together is durable together, and nothing after a failure. */
import assert from 'node:assert/strict';
import { HEADER_LENGTH, header, scan } from '../../../server/journal/frames';
import { Log } from '../../../server/journal/log';
import { MemoryFileSystem } from './support/memoryFileSystem';

const PATH = '/journals/one.journal';

describe('a log', () => {
  let files: MemoryFileSystem;
  let failures: string[];

  const newLog = (durability: 'onAcknowledge' | 'relaxed' = 'onAcknowledge'): Log => {
    files = new MemoryFileSystem({ [PATH]: header() });
    failures = [];
    const file = files.open(PATH, 'existing');
    return new Log({ file, bytes: HEADER_LENGTH, records: 0 }, durability, ({ message }) => failures.push(message));
  };
  const texts = (of = files): readonly string[] => {
    const found: string[] = [];
    scan(of.bytesOf(PATH), (text) => {
      found.push(text);
      return 'go on';
    });
    return found;
  };
  const counts = (name: string): number => files.calls.filter((call) => call === name).length;

  it('makes durable together what is appended while the disk is busy', async () => {
    const log = newLog();
    await Promise.all(Array.from({ length: 1_000 }, (_, index) => log.append(`record ${index}`)));
    assert.deepEqual([counts('write'), counts('sync')], [1, 1]);
    const first = log.append('first');
    await Promise.resolve();
    await Promise.all([first, ...Array.from({ length: 1_000 }, (_, index) => log.append(`later ${index}`))]);
    assert.deepEqual([counts('write'), counts('sync')], [3, 3]);
    assert.deepEqual(texts(files.crashed(() => 0)), texts());
    assert.equal(texts().length, 2_001);
  });

  it('acknowledges what is durable, and nothing else', async () => {
    const log = newLog();
    await log.append('one');
    void log.append('two');
    await Promise.resolve();
    assert.deepEqual(texts(), ['one', 'two']);
    assert.deepEqual(texts(files.crashed(() => 0)), ['one']);
  });

  it('acknowledges, relaxed, what outlives the process, and makes it durable when it is closed', async () => {
    const log = newLog('relaxed');
    await log.append('one');
    await log.append('two');
    assert.deepEqual([texts(), counts('sync')], [['one', 'two'], 0]);
    await log.close();
    assert.deepEqual([texts(files.crashed(() => 0)), counts('sync')], [['one', 'two'], 1]);
  });

  it('goes on after short writes', async () => {
    const log = newLog();
    files.faultAt = () => 'short';
    await log.append('a record of some length');
    assert.ok(counts('write') > 2);
    assert.deepEqual(texts(), ['a record of some length']);
  });

  for (const [what, call] of [
    ['a write', 'write'],
    ['a sync', 'sync'],
  ])
    it(`acknowledges nothing from ${what} on that failed`, async () => {
      const log = newLog();
      await log.append('one');
      files.faultAt = (_, name) => (name === call ? 'EIO' : undefined);
      const [two, three] = [log.append('two'), log.append('three')];
      await Promise.all([two, three].map((lost) => assert.rejects(lost, /EIO/)));
      files.faultAt = () => undefined;
      await assert.rejects(log.append('four'), /EIO/);
      assert.deepEqual(failures, [`EIO: ${call ?? ''}`]);
      await log.close();
    });
});
