// The JavaScript probe against `structuredClone`, on the same graph of 100,000 objects, in a plain Node of its own: the
// time inside the debuggee. A first savepoint is measured as it comes: on objects that nobody walked before, with a probe
// that was just brought in, so compiling it counts. Prints results as lines of JSON for `bench.ts`.

import vm from 'node:vm';
import type { Accessors, FrameSpec } from '../../client/debuggee/javascript/probe/frameSpec';
import type { Probe } from '../../client/debuggee/javascript/probe/probe';
import { type Packed, unpackReading } from '../../client/debuggee/packedReading';
import { plainInjection } from '../../client/debuggee/javascript/texts';
import type { Capture } from '../../server/value';
import type { Result } from './bench';
import { median, processorMicroseconds } from './measure';
import text from 'savepoint:probe';

const OBJECTS = 100_000;
const RUNS = 7;
/** As the settings have it. */
const budget = { described: 1_000, objects: 1_000_000, milliseconds: 60_000 };

interface Order {
  id: number;
  customer: string;
  lines: { sku: string; count: number; price: number }[];
  tags: string[];
  next: Order | null;
}

/** Orders with an array of two lines, each an object, and an array of tags: five objects per order. */
function makeGraph(): { orders: Order[] } {
  const orders: Order[] = [];
  for (let id = 0; id < OBJECTS / 5; id++) {
    orders.push({
      id,
      customer: `customer ${id % 100}`,
      lines: [
        { sku: `sku-${id}`, count: 1, price: 9.5 },
        { sku: 'common', count: id % 7, price: 1 },
      ],
      tags: ['new', id % 2 === 0 ? 'even' : 'odd'],
      next: null,
    });
    const before = orders[id - 1];
    if (before !== undefined && id % 100 !== 0) before.next = orders[id] ?? null;
  }
  return { orders };
}

function main(): void {
  let keys = 0;
  const bringIn = (): Probe => {
    const key = `bench:${keys++}`;
    vm.runInThisContext(plainInjection(text, key, 1));
    return (true as unknown as Record<string, Probe>)[key] as Probe;
  };

  const graph = makeGraph();
  const probe = bringIn();
  capture(probe, graph, 1, []);
  const retained: number[] = [1];
  let epoch = 1;
  const change = () => {
    for (let i = 0; i < 10; i++) (graph.orders[(i * 1999 + epoch) % graph.orders.length] as Order).id = -epoch;
  };
  const ofItsOwn = (measured: (fresh: object) => unknown) => {
    const fresh = makeGraph();
    globalThis.gc?.();
    return time(() => measured(fresh));
  };
  const writeAndReadBack = (objects: readonly number[]) => {
    probe.restore({
      epoch: epoch - 1,
      before: 0,
      objects: objects.map((object) => ({ object, slots: null })),
      bindings: [],
    });
    probe.assign(1, []);
    capture(probe, graph, ++epoch, retained);
  };
  // In turns, so that a busy machine is as busy for one as for the other.
  const times = inTurns(RUNS, {
    clone: () => ofItsOwn((fresh) => structuredClone(fresh)),
    first: () => {
      const brought = bringIn();
      const milliseconds = ofItsOwn((fresh) => capture(brought, fresh, 1, []));
      brought.dispose();
      return milliseconds;
    },
    next: () => {
      change();
      return time(() => retained.push(capture(probe, graph, ++epoch, retained)));
    },
    rollback: () => {
      change();
      // As at any stop in a transaction, the program was read when it stopped.
      const objects = changedObjects(captureText(probe, graph, ++epoch, retained));
      return time(() => writeAndReadBack(objects));
    },
    rollbackUnread: () => {
      change();
      return time(() => writeAndReadBack(changedObjects(captureText(probe, graph, ++epoch, retained))));
    },
  });

  const before = heapUsed();
  const savepoints = 50;
  for (let i = 0; i < savepoints; i++) {
    change();
    retained.push(capture(probe, graph, ++epoch, retained));
  }
  const bytes = (heapUsed() - before) / savepoints;

  print('first savepoint', times.first, times.clone, 1);
  print('next savepoint, 10 changes', times.next, times.clone, 0.8);
  print('rollback of 10 changes', times.rollback, times.clone, 0.8);
  print('rollback of 10 changes where something was evaluated since', times.rollbackUnread, times.clone, 0.8);
  tell({
    name: 'kept per further savepoint, 10 changes',
    peer: 'none',
    size: OBJECTS,
    ours: bytes,
    unit: 'bytes',
    goal: '<= 20000',
  });
}

function print(title: string, ours: number, theirs: number, goal: number): void {
  const ratio = ours / theirs;
  tell({
    name: `JavaScript: ${title}`,
    peer: 'structuredClone',
    size: OBJECTS,
    ratio,
    ours,
    theirs,
    unit: 'ms',
    goal: `<= ${goal}x`,
  });
}

function tell(result: Result): void {
  console.log(JSON.stringify(result));
}

function capture(probe: Probe, graph: object, epoch: number, retain: readonly number[]): number {
  captureText(probe, graph, epoch, retain);
  return epoch;
}

function captureText(probe: Probe, graph: object, epoch: number, retain: readonly number[]): string {
  const frame: FrameSpec = {
    activation: epoch === 1 ? null : 1,
    function: 'main',
    source: 'main.js',
    line: 1,
    depth: 0,
    runsOnce: false,
    names: [['graph', 'body', false, 0, false]],
  };
  const accessors: Accessors[] = [[() => graph, () => undefined]];
  probe.start(epoch);
  probe.frame(0, frame, accessors);
  return probe.capture({ epoch, budget, retain });
}

function changedObjects(text: string): number[] {
  const { changes } = unpackReading(JSON.parse(text) as Packed<Capture>);
  return changes.flatMap(({ owner }) => ('object' in owner ? [owner.object] : []));
}

function time(run: () => unknown): number {
  const start = processorMicroseconds();
  run();
  return (processorMicroseconds() - start) / 1_000;
}

function inTurns<K extends string>(runs: number, measures: Readonly<Record<K, () => number>>): Record<K, number> {
  const names = Object.keys(measures) as K[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let run = 0; run < runs; run++) {
    for (const name of names) {
      globalThis.gc?.();
      times[name].push(measures[name]());
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name])])) as Record<K, number>;
}

function heapUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

main();
