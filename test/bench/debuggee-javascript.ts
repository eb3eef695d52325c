// The JavaScript probe against `structuredClone`, on the same graph of 100,000 objects, in a plain Node of its own: the
// time inside the debuggee, by the clock. A first savepoint is measured as it comes, and so is the first clone: on objects that
// nobody walked before, with a probe that is brought in, in a process that has compiled neither. One run is one line of JSON, for
// `debuggee.ts`.

import vm from 'node:vm';
import type { Accessors, FrameSpec } from '../../client/debuggee/javascript/probe/frameSpec';
import type { Probe } from '../../client/debuggee/javascript/probe/probe';
import { type Packed, unpackReading } from '../../client/debuggee/packedReading';
import { plainInjection } from '../../client/debuggee/javascript/texts';
import type { Capture } from '../../server/value';
import { median, processorMicroseconds } from './measure';
import text from 'savepoint:probe';

const OBJECTS = 100_000;
const TURNS = 5;
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

/** By the clock, and of all threads of the process, which compile and collect garbage beside the program's; in milliseconds. */
export interface Took {
  readonly elapsed: number;
  readonly processor: number;
}

/** One process's times, each the median of its turns but for what comes first; and bytes. */
export interface DebuggeeRun {
  readonly firstClone: Took;
  readonly first: Took;
  readonly clone: Took;
  readonly next: Took;
  readonly rollback: Took;
  readonly rollbackUnread: Took;
  readonly bytes: number;
}

function bringIn(key: string): Probe {
  vm.runInThisContext(plainInjection(text, key, 1));
  return (true as unknown as Record<string, Probe>)[key] as Probe;
}

/** @param cloneFirst whether the first clone is measured before the first savepoint, which then finds a larger heap */
function main(cloneFirst: boolean): void {
  const graph = makeGraph();
  const firstOnes = {
    firstClone: () => structuredClone(graph),
    first: () => {
      const brought = bringIn('bench');
      capture(brought, graph, 1, []);
      return brought;
    },
  };
  const early = cloneFirst ? ofItsOwn(firstOnes.firstClone) : undefined;
  const { result: probe, took: first } = ofItsOwn(firstOnes.first);
  const firstClone = early ?? ofItsOwn(firstOnes.firstClone);

  const retained: number[] = [1];
  let epoch = 1;
  const change = () => {
    for (let i = 0; i < 10; i++) (graph.orders[(i * 1999 + epoch) % graph.orders.length] as Order).id = -epoch;
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
  const times = inTurns(TURNS, {
    clone: () => ofItsOwn(() => structuredClone(graph)).took,
    next: () => {
      change();
      return ofItsOwn(() => retained.push(capture(probe, graph, ++epoch, retained))).took;
    },
    rollback: () => {
      change();
      // As at any stop in a transaction, the program was read when it stopped.
      const objects = changedObjects(captureText(probe, graph, ++epoch, retained));
      return ofItsOwn(() => writeAndReadBack(objects)).took;
    },
    rollbackUnread: () => {
      change();
      return ofItsOwn(() => writeAndReadBack(changedObjects(captureText(probe, graph, ++epoch, retained)))).took;
    },
  });

  const before = heapUsed();
  const savepoints = 50;
  for (let i = 0; i < savepoints; i++) {
    change();
    retained.push(capture(probe, graph, ++epoch, retained));
  }
  const bytes = (heapUsed() - before) / savepoints;
  const run: DebuggeeRun = { firstClone: firstClone.took, first, ...times, bytes };
  console.log(JSON.stringify(run));
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

/** With no garbage of what came before to collect. */
function ofItsOwn<T>(run: () => T): { readonly result: T; readonly took: Took } {
  globalThis.gc?.();
  const processor = processorMicroseconds();
  const start = performance.now();
  const result = run();
  const elapsed = performance.now() - start;
  return { result, took: { elapsed, processor: (processorMicroseconds() - processor) / 1_000 } };
}

function inTurns<K extends string>(turns: number, measures: Readonly<Record<K, () => Took>>): Record<K, Took> {
  const names = Object.keys(measures) as K[];
  const times = Object.fromEntries(names.map((name) => [name, [] as Took[]])) as Record<K, Took[]>;
  for (let turn = 0; turn < turns; turn++) for (const name of names) times[name].push(measures[name]());
  return Object.fromEntries(names.map((name) => [name, medianOf(times[name])])) as Record<K, Took>;
}

function medianOf(times: readonly Took[]): Took {
  return {
    elapsed: median(times.map(({ elapsed }) => elapsed)),
    processor: median(times.map(({ processor }) => processor)),
  };
}

function heapUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

if (process.argv[2] !== undefined) main(process.argv[2] === 'clone first');
