/** What is recovered of a log: cut anywhere, damaged anywhere, written by others; and that the same state comes of it. */
import assert from 'node:assert/strict';
import { header, scan } from '../../../server/journal/frames';
import { openLog } from '../../../server/journal/openLog';
import { type Operation, parseOperation } from '../../../server/journal/record';
import { JOURNALED } from '../../../server/journal/journaledOperations';
import { Random, SEED } from '../store/support/random';
import { History } from './support/history';
import { FOLDER, JOURNAL, JournaledServer } from './support/journaledServer';
import { MemoryFileSystem } from './support/memoryFileSystem';

const STEPS = 12;

/** At one of so many bytes, what was left by recovery is recovered again. */
const AGAIN = 16;

interface Recorded {
  readonly bytes: Buffer;
  /** The state after each record, from the second on: the first opens the session. */
  readonly states: readonly unknown[];
  readonly operations: readonly Operation[];
}

/** A history, with the state that was acknowledged after each of its records. */
async function recorded(seed: number): Promise<Recorded> {
  const files = new MemoryFileSystem();
  // Without names to redact, so that states can be compared as they are.
  const server = new JournaledServer(files);
  await server.open(undefined, { durability: 'onAcknowledge', redact: [], redactionKey: '' });
  const states = [await server.state()];
  const history = new History(new Random(seed), async (method, params) => {
    try {
      return await server.ask(method, params);
    } finally {
      if (method in JOURNALED) states.push(await server.state());
    }
  });
  for (let step = 0; step < STEPS; step++) await history.step();
  const bytes = files.bytesOf(JOURNAL);
  const operations: Operation[] = [];
  scan(bytes, (text) => {
    const operation = parseOperation(text);
    if (operation !== undefined) operations.push(operation);
    return 'go on';
  });
  assert.equal(operations.length, states.length);
  return { bytes, states, operations };
}

async function replayed(files: MemoryFileSystem): Promise<{
  readonly operations: readonly Operation[];
  readonly notes: readonly string[];
  readonly failure?: string;
}> {
  const operations: Operation[] = [];
  const { notes, failure, log } = await openLog(files, JOURNAL, (operation) => {
    operations.push(operation);
    return 'done';
  });
  log?.file.close();
  return { operations, notes, ...(failure !== undefined && { failure }) };
}

/** The records before are then whole as well: their checksums and numbers say so, and their states were compared. */
function isPrefix(found: readonly Operation[], { operations }: Recorded, length: number, message: string): void {
  assert.equal(found.length, length, message);
  assert.deepEqual(found.at(-1), operations[length - 1], message);
}

for (const seed of [SEED, SEED + 1, SEED + 2])
  describe(`recovery of a journal (seed ${seed})`, function () {
    // Every byte of a log is a lot of logs.
    this.timeout(240_000);
    let history: Recorded;
    before(async () => {
      history = await recorded(seed);
    });

    it('gives the state after each acknowledged operation, where the log ends with it', async () => {
      let records = 0;
      for (const length of frameEnds(history.bytes)) {
        const server = new JournaledServer(new MemoryFileSystem({ [JOURNAL]: history.bytes.subarray(0, length) }));
        const opened = await server.open({ acknowledged: 0 });
        assert.deepEqual(opened, { state: 'recovered', notes: [] });
        assert.deepEqual(await server.state(), history.states[records++]);
      }
      assert.equal(records, history.states.length);
    });

    it('gives what was whole, and cuts off the rest, where the log is cut at any byte', async () => {
      const ends = frameEnds(history.bytes);
      for (let length = 0; length <= history.bytes.length; length++) {
        const files = new MemoryFileSystem({ [JOURNAL]: history.bytes.subarray(0, length) });
        const { operations, notes, failure } = await replayed(files);
        const whole = ends.filter((end) => end <= length);
        isPrefix(operations, history, whole.length, `cut at ${length}`);
        assert.equal(failure, undefined);
        const end = Math.max(header().length, whole.at(-1) ?? 0);
        const cut = length - end;
        const note = `The end of the journal ${JOURNAL} was not written whole: its last ${cut} byte${cut === 1 ? '' : 's'} were cut off.`;
        assert.deepEqual(notes, cut <= 0 ? [] : [note], `cut at ${length}`);
        assert.equal(files.bytesOf(JOURNAL).length, end);
        if (length % AGAIN === 0)
          assert.deepEqual(await replayed(files), { operations, notes: [] }, 'the second time nothing is wrong');
      }
    });

    it('gives what is before the damage, says so and sets the file aside, where any byte is another', async () => {
      const ends = frameEnds(history.bytes);
      for (let at = 0; at < history.bytes.length; at++) {
        const damaged = Buffer.from(history.bytes);
        damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << (at % 8)), at);
        const files = new MemoryFileSystem({ [JOURNAL]: damaged });
        const { operations, notes, failure } = await replayed(files);
        const sound = ends.filter((end) => end <= at).length;
        const message = `byte ${at}`;
        isPrefix(operations, history, at < header().length ? 0 : sound, message);
        assert.equal(failure, undefined, message);
        assert.equal(notes.length, 1, message);
        const isLast = sound === history.operations.length - 1;
        assert.match(
          notes[0] ?? '',
          at < header().length ? /damaged at its beginning/ : isLast ? /not written whole/ : /is damaged after/,
          message,
        );
        if (!isLast) assert.deepEqual(files.bytesOf(`${JOURNAL}.damaged-1`), damaged, message);
        if (at % AGAIN === 0) assert.deepEqual(await replayed(files), { operations, notes: [] }, message);
      }
    });
  });

describe('a journal of another version', () => {
  it('of a newer format is refused in a sentence, and left as it is', async () => {
    const bytes = header(2);
    const files = new MemoryFileSystem({ [JOURNAL]: bytes });
    const server = new JournaledServer(files);
    const sentence = `The journal ${JOURNAL} was written by a newer version of Savepoint (format 2): update Savepoint to use it.`;
    assert.deepEqual(await server.open({ acknowledged: 3 }), { state: 'new', notes: [sentence] });
    assert.equal(server.view.notDurable, sentence);
    assert.deepEqual(files.bytesOf(JOURNAL), bytes);
    assert.deepEqual(files.files, [JOURNAL]);
  });

  it('with an operation that is not known here is gone on with before it, and set aside', async () => {
    const { bytes, operations } = await recorded(SEED);
    const files = new MemoryFileSystem({ [JOURNAL]: bytes });
    let left = 5;
    const { notes, replayed: count } = await openLog(files, JOURNAL, () => (left-- > 0 ? 'done' : 'unknown'));
    assert.equal(count, 5);
    assert.deepEqual(notes, [
      `The journal ${JOURNAL} holds what this version does not know (${operations[5]?.method ?? ''}) after 5 records: those were kept, and the whole file was set aside as ${JOURNAL}.damaged-1.`,
    ]);
    assert.deepEqual(files.files, [JOURNAL, `${JOURNAL}.damaged-1`]);
    assert.ok(JOURNAL.startsWith(FOLDER));
  });
});

/** Where each frame ends. */
function frameEnds(bytes: Buffer): readonly number[] {
  const ends: number[] = [];
  let offset = header().length;
  scan(bytes, (text) => {
    offset += 16 + Buffer.byteLength(text);
    ends.push(offset);
    return 'go on';
  });
  return ends;
}
