/**
 * What runs in VS Code's extension host: each side of a comparison in turns, in wall clock time, since most of the work is done
 * in other processes: the debugger, the program, the server.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { nextStop } from '../../editor/support/adapterTraffic';
import { endDebugging, evaluate, startDebugging, stepToLine } from '../../editor/support/debugging';
import { savepointApi } from '../../editor/support/savepointApi';
import { untilState } from '../../editor/support/untilState';
import { inWorkspace } from '../../editor/support/workspace';
import { EVENT_MARK } from '../../host/testEvent';
import type { Result } from '../bench';
import { type Goal, ofRounds, type Round } from '../measure';

const ROUNDS = 5;

export async function run(): Promise<void> {
  await rollbackAgainstRelaunch();
  await savepointAgainstClone();
}

/** In `transfer` of the sample program: before the damage, and where it returns. */
const [BEFORE, RETURN] = [64, 68];

async function rollbackAgainstRelaunch(): Promise<void> {
  const api = await savepointApi();
  const program = inWorkspace('transfer.js');
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // Until the debugger reports the stop: that VS Code then shows it is not counted for either side.
    const start = performance.now();
    const stopped = nextStop(() => true).then(() => performance.now());
    const session = await startDebugging({ program, breakpoints: [BEFORE] });
    const theirs = (await stopped) - start;
    await api.savepoint('before');
    await stepToLine(session, RETURN);
    // Nothing is evaluated here: Savepoint would have to look whether that has changed anything.
    await untilState(api, session, ({ status, changes }) => status === 'paused' && changes > 0);
    await api.diff('before');
    const ours = await milliseconds(async () => assert.equal((await api.rollbackTo('before')).outcome, 'restored'));
    assert.equal(await evaluate(session, 'payer.balance'), '120');
    rounds.push({ ours, theirs });
    await endDebugging();
  }
  report('rollback to a savepoint, sample program', 'relaunching it to the same stop', 1, rounds, { timesAsFast: 10 });
}

const OBJECTS = 100_000;

/** Orders with an array of two lines, each an object, and an array of tags: five objects an order. */
const HEAP = `'use strict';
function build() {
  const orders = [];
  for (let id = 0; id < ${OBJECTS / 5}; id++) {
    const lines = [{ sku: 'sku-' + id, count: 1, price: 9.5 }, { sku: 'common', count: id % 7, price: 1 }];
    orders.push({ id, customer: 'customer ' + (id % 100), lines, tags: ['new', id % 2 === 0 ? 'even' : 'odd'], next: null });
    if (id % 100 !== 0) orders[id - 1].next = orders[id];
  }
  return orders;
}
function work(orders) {
  const turn = 1;
  return turn + orders.length;
}
work(build());
`;
const AT_WORK = 13;

async function savepointAgainstClone(): Promise<void> {
  const api = await savepointApi();
  const program = inWorkspace('heap.js');
  await writeFile(program, HEAP);
  const [first, next]: [Round[], Round[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const session = await startDebugging({ program, breakpoints: [AT_WORK] });
    const clone = (): Promise<number> =>
      milliseconds(async () =>
        assert.equal(await evaluate(session, 'structuredClone(orders).length'), `${OBJECTS / 5}`),
      );
    const savepoint = (): Promise<number> =>
      milliseconds(async () => {
        const { captured, truncated } = await api.savepoint();
        assert.ok(captured > OBJECTS && !truncated, `captured ${captured} places`);
      });
    // The first of each is measured, code that is not compiled yet included.
    const theirFirst = await clone();
    first.push({ ours: await savepoint(), theirs: theirFirst });
    await evaluate(session, 'orders.slice(0, 10).map((order) => order.id--).length');
    next.push({ ours: await savepoint(), theirs: await clone() });
    await endDebugging();
  }
  const peer = 'structuredClone in one evaluate';
  report('whole first savepoint() in VS Code', peer, OBJECTS, first, { timesAsLong: 2 });
  report('whole next savepoint() in VS Code, 10 changes', peer, OBJECTS, next, { timesAsLong: 2 });
}

function report(name: string, peer: string, size: number, rounds: readonly Round[], goal: Goal): void {
  const result: Result = { name, peer, size, unit: 'ms', ...ofRounds(rounds, goal) };
  console.log(EVENT_MARK + JSON.stringify({ kind: 'note', text: JSON.stringify(result) }));
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
