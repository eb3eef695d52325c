// The journal: durable commits against SQLite on disk, a single one against the disk itself, recovery, and what it costs
// a commit of the store. On the disk that the repository is on, since temporary folders may be in memory.

import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { diskFileSystem } from '../../server/journal/fileSystem';
import { FrameBuffer, header, HEADER_LENGTH } from '../../server/journal/frames';
import { type Durability, Log, writeAll } from '../../server/journal/log';
import { openLog } from '../../server/journal/openLog';
import { operationText } from '../../server/journal/record';
import { Redaction } from '../../server/journal/redaction';
import { SecretNames } from '../../server/journal/secretNames';
import { SessionJournal } from '../../server/journal/sessionJournal';
import { Session } from '../../server/session/session';
import { createStore } from '../../server/store';
import type { Capture } from '../../server/value';
import type { Bench } from './bench';
import { median, ofRounds, processorMicroseconds, type Round } from './measure';
import { SETS, type Sqlite } from './peers';

const KEYS = 10_000;
const RECORDS = 1_000_000;
/** Writers that each wait for their commit before the next one. */
const WRITERS = 100;
const ROUNDS = 7;
const METHOD = 'savepoint/observe';

const paths = Array.from({ length: KEYS }, (_, key) => `/frame/${Math.floor(key / 100)}/v${key % 100}`);

export async function journal({ load, report }: Bench, folder: string): Promise<void> {
  const scratch = mkdtempSync(join(folder, 'journal-'));
  try {
    await underLoad({ load, report }, scratch);
    await single(report, scratch);
    await recovery(report, scratch);
    await overhead(report, scratch);
    await sessionOverhead(report, scratch);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

async function underLoad({ load, report }: Bench, scratch: string): Promise<void> {
  const { DatabaseSync } = load('node:sqlite') as { DatabaseSync: new (file: string) => Sqlite & { close(): void } };
  const database = new DatabaseSync(join(scratch, 'peer.sqlite'));
  database.exec('pragma journal_mode = wal; pragma synchronous = full');
  database.exec('create table cell (key text primary key, value) without rowid');
  const insert = database.prepare('insert into cell values (?, 0)');
  database.exec('begin');
  for (const path of paths) insert.run(path);
  database.exec('commit');
  const [begin, commit] = ['begin', 'commit'].map((sql) => database.prepare(sql));
  const update = database.prepare('update cell set value = ? where key = ?');
  const log = newLog(join(scratch, 'load.journal'), 'onAcknowledge');
  const committed = storeCommit();
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const count = 20_000;
    const ours = await seconds(async () => {
      let left = count;
      const write = async (): Promise<void> => {
        while (left-- > 0) await log.append(committed());
      };
      await Promise.all(Array.from({ length: WRITERS }, write));
    });
    const fewer = 200;
    const theirs = await seconds(() => {
      for (let done = 0; done < fewer; done++) {
        begin?.run();
        for (let set = 0; set < SETS; set++) update.run(done, paths[somewhere()]);
        commit?.run();
      }
    });
    rounds.push({ ours: (ours * 1e6) / count, theirs: (theirs * 1e6) / fewer });
  }
  await log.close();
  database.close();
  report({
    name: `durable commit of ${SETS}, ${WRITERS} writers`,
    peer: 'node:sqlite on disk, WAL, FULL',
    size: KEYS,
    unit: 'us',
    ...ofRounds(rounds, { timesAsFast: 10 }),
  });
}

async function single(report: Bench['report'], scratch: string): Promise<void> {
  const log = newLog(join(scratch, 'single.journal'), 'onAcknowledge');
  const descriptor = openSync(join(scratch, 'plain'), 'a');
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < 400; round++) {
    const operation = {
      sequence: round,
      method: 'savepoint/savepoint',
      params: { capture: captureOf(10, round), name: 's' },
    };
    ours.push(await seconds(() => log.append(operationText(operation))));
    const frame = new FrameBuffer();
    frame.append(round, operationText(operation));
    const bytes = frame.bytes();
    theirs.push(
      await seconds(() => {
        writeSync(descriptor, bytes);
        fdatasyncSync(descriptor);
      }),
    );
  }
  closeSync(descriptor);
  await log.close();
  const [mine, other] = [median(ours) * 1e6, median(theirs) * 1e6];
  report({
    name: 'single durable savepoint',
    peer: 'one write and fdatasync',
    size: 1,
    ours: mine,
    theirs: other,
    ratio: mine / other,
    unit: 'us',
    goal: '<= 1.5x',
  });
}

async function recovery(report: Bench['report'], scratch: string): Promise<void> {
  const [path, lines] = [join(scratch, 'recovery.journal'), join(scratch, 'lines')];
  const log = diskFileSystem.open(path, 'new');
  const plain = diskFileSystem.open(lines, 'new');
  writeAll(log, header());
  const frames = new FrameBuffer();
  for (let record = 0; record < RECORDS; record++) {
    const text = operationText({ sequence: record + 1, method: METHOD, params: { capture: captureOf(1, record) } });
    frames.append(record, text);
    writeAll(plain, Buffer.from(`${text}\n`));
    if (record % 1_000 !== 999) continue;
    writeAll(log, frames.bytes());
    frames.clear();
  }
  log.close();
  plain.close();
  const rounds: Round[] = [];
  for (let round = 0; round < 3; round++) {
    const ours = await processorTime(async () => {
      const session = new Session('s', 'bench');
      const { log: opened, replayed } = await openLog(diskFileSystem, path, ({ params }) => {
        session.observe(params['capture'] as Capture);
        return 'done';
      });
      opened?.file.close();
      if (replayed !== RECORDS) throw new Error(`${replayed} records were recovered.`);
    });
    const theirs = await processorTime(() => {
      let parsed = 0;
      for (const line of readFileSync(lines, 'utf8').split('\n'))
        if (line !== '' && JSON.parse(line) !== null) parsed++;
      if (parsed !== RECORDS) throw new Error(`${parsed} records were parsed.`);
    });
    rounds.push({ ours: ours / 1e3, theirs: theirs / 1e3 });
  }
  report({
    name: `recovery of a log of ${RECORDS.toLocaleString('en')} records`,
    peer: 'reading and JSON.parse',
    size: RECORDS,
    unit: 'ms',
    ...ofRounds(rounds, { timesAsLong: 2 }),
  });
}

async function overhead(report: Bench['report'], scratch: string): Promise<void> {
  const log = newLog(join(scratch, 'relaxed.journal'), 'relaxed');
  const [withJournal, without] = [storeCommit(), storeCommit('no record')];
  const count = 50_000;
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS + 2; round++) {
    const ours = await processorTime(async () => {
      for (let done = 0; done < count; done++) {
        const durable = log.append(withJournal());
        // As many as arrive together when there is load.
        if (done % WRITERS === 0) await durable;
      }
    });
    const theirs = await processorTime(() => {
      for (let done = 0; done < count; done++) without();
    });
    if (round >= 2) rounds.push({ ours: ours / count, theirs: theirs / count });
  }
  await log.close();
  report({
    name: `commit of ${SETS} by path, journaled, relaxed`,
    peer: 'the same without a journal',
    size: KEYS,
    unit: 'us',
    ...ofRounds(rounds, { timesAsLong: 1.5 }),
  });
}

/** What the server does with a reading, from the text of its message on: redaction and record are the journal's part. */
async function sessionOverhead(report: Bench['report'], scratch: string): Promise<void> {
  const settings = {
    durability: 'relaxed',
    redaction: new Redaction(new SecretNames(['password', 'key']), 'a key'),
  } as const;
  const { journal: written } = await SessionJournal.open(
    diskFileSystem,
    join(scratch, 'session.journal'),
    settings,
    () => 'unknown',
    () => undefined,
  );
  const count = 20_000;
  const texts = Array.from({ length: count }, (_, epoch) => JSON.stringify({ capture: captureOf(SETS, epoch) }));
  const run = async (session: Session, journaled: SessionJournal | undefined): Promise<void> => {
    for (const [index, text] of texts.entries()) {
      const params = JSON.parse(text) as { capture: Capture };
      session.observe(params.capture);
      journaled?.record({ method: METHOD, params }, { kind: 'result', result: null });
      if (index % WRITERS > 0) continue;
      await journaled?.durable();
      // Messages come in turns, between which a log is compacted.
      await setImmediate();
    }
  };
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS + 2; round++) {
    const [ours, theirs] = [new Session('ours', 'ours'), new Session('theirs', 'theirs')];
    const [withJournal, without] = [
      await processorTime(() => run(ours, written)),
      await processorTime(() => run(theirs, undefined)),
    ];
    if (round >= 2) rounds.push({ ours: withJournal / count, theirs: without / count });
  }
  if (written.notDurable !== undefined) throw new Error(written.notDurable);
  await written.close();
  report({
    name: `reading of ${SETS} changes into a session, journaled, relaxed`,
    peer: 'the same without a journal',
    size: KEYS,
    unit: 'us',
    ...ofRounds(rounds, { timesAsLong: 1.5 }),
  });
}

/** Commits ten changes to a store of its own, and gives the record of them. */
function storeCommit(record: 'record' | 'no record' = 'record'): () => string {
  const store = createStore<number>();
  for (const path of paths) store.seed(path, 0);
  let value = 1;
  let sequence = 0;
  return () => {
    // Place, value, place, value: an object of ten names that change each time costs several times its JSON.
    const changes: (string | number)[] = [];
    store.savepoint('s');
    for (let set = 0; set < SETS; set++) {
      const path = paths[somewhere()] ?? '';
      store.set(path, value);
      if (record === 'record') changes.push(path, value);
      value++;
    }
    store.commit();
    return record === 'record' ? operationText({ sequence: ++sequence, method: 'commit', params: { changes } }) : '';
  };
}

function captureOf(changes: number, epoch: number): Capture {
  return {
    epoch,
    frames: [{ activation: 1, function: 'main', source: '/bank/main.js', line: 1 + (epoch % 100), depth: 0 }],
    objects: [],
    changes: Array.from({ length: changes }, (_, index) => ({
      owner: { object: 1 + ((epoch * 7 + index) % 1_000) },
      slots: [['p:balance', epoch]],
    })),
    tally: { cells: KEYS, restorable: KEYS, reasons: [] },
  };
}

function newLog(path: string, durability: Durability): Log {
  const file = diskFileSystem.open(path, 'new');
  writeAll(file, header());
  return new Log({ file, bytes: HEADER_LENGTH, records: 0 }, durability, (error) => {
    throw error;
  });
}

function somewhere(): number {
  return Math.floor(Math.random() * KEYS);
}

async function seconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}

/** Microseconds of processor time: disks take none. */
async function processorTime(work: () => unknown): Promise<number> {
  globalThis.gc?.();
  const start = processorMicroseconds();
  await work();
  return processorMicroseconds() - start;
}
