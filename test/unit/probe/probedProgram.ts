/** A program of plain closures with a probe in it, driven as the client's texts drive it, without a debugger. */
import assert from 'node:assert/strict';
import type { Capture, Description, Owner, Slot } from '../../../server/value';
import { type Packed, unpackReading } from '../../../client/debuggee/packedReading';
import { Probe } from '../../../client/debuggee/javascript/probe/probe';
import type { Accessors, FrameSpec, NameSpec } from '../../../client/debuggee/javascript/probe/frameSpec';
import type { ClassSource } from '../../../client/debuggee/javascript/probe/classes';
import { privateFieldsOf } from '../../../client/debuggee/javascript/privateNames';

export interface PrivateAccess {
  readonly get: (object: object) => unknown;
  readonly set: (object: object, value: unknown) => void;
}

export interface Failure {
  readonly owner: Owner;
  readonly slot?: string;
  readonly reason: string;
}

interface Unread {
  readonly unread: { readonly classes: readonly ClassSource[] };
}

export const generous = { described: 10_000, objects: 1_000_000, milliseconds: 60_000 };

export class ProbedProgram {
  readonly probe = new Probe(1, () => undefined);
  epoch = 0;
  readonly retained = new Set<number>();
  readonly #names: readonly NameSpec[];
  readonly #accessors: readonly Accessors[];

  /** @param privates how a text at the top level of a frame reads and writes the private names */
  constructor(
    readonly variables: Record<string, unknown>,
    readonly privates: Readonly<Record<string, PrivateAccess>> = {},
  ) {
    const names = Object.keys(variables);
    this.#names = names.map((name, index) => [name, 'body', false, index, true]);
    this.#accessors = names.map((name) => [() => variables[name], (value) => (variables[name] = value)]);
  }

  capture(budget = generous): Capture {
    const { probe } = this;
    probe.start(++this.epoch);
    this.#readPrivates();
    const frame: FrameSpec = {
      activation: null,
      runsOnce: false,
      function: 'f',
      source: 'f.js',
      line: 1,
      depth: 0,
      names: this.#names,
    };
    probe.frame(0, frame, this.#accessors);
    let text = probe.capture({ epoch: this.epoch, budget, retain: [...this.retained] });
    for (let round = 1; ; round++) {
      const reply = JSON.parse(text) as Partial<Unread>;
      if (reply.unread === undefined) break;
      probe.learn(reply.unread.classes.map(({ id, source }) => ({ id, ...privateFieldsOf(source) })));
      this.#readPrivates();
      text = round < 5 ? probe.resume() : probe.last();
    }
    return unpackReading(JSON.parse(text) as Packed<Capture>);
  }

  /** Captures and keeps the capture's epoch restorable. */
  savepoint(): Capture {
    const capture = this.capture();
    this.retained.add(capture.epoch);
    return capture;
  }

  describe(ids: readonly number[]): Description {
    return unpackReading(JSON.parse(this.probe.describe(ids)) as Packed<Description>);
  }

  restore(epoch: number, writes: readonly { owner: Owner; slots?: readonly string[] }[]): Failure[] {
    const { probe } = this;
    const objects = writes.flatMap(({ owner, slots = null }) =>
      'object' in owner ? [{ object: owner.object, slots }] : [],
    );
    const bindings = writes.flatMap(({ owner, slots = null }) =>
      'frame' in owner ? [{ frame: owner.frame, slots, into: null }] : [],
    );
    probe.restore({ epoch, before: 0, objects, bindings });
    for (const [name, access] of Object.entries(this.privates)) {
      while (probe.moreToWrite(name)) {
        access.set(probe.target ?? {}, probe.value);
        probe.wrote();
      }
    }
    const { failures } = JSON.parse(probe.assign(1, this.#accessors)) as { failures: Failure[] };
    return failures;
  }

  /** Captures, writes back all that has changed since an epoch whose changes are given, and captures again. */
  rollBack(epoch: number, changed: readonly Capture[]): { failures: Failure[]; readBack: Capture } {
    const owners = new Map<string, Owner>();
    for (const { owner } of [...changed, this.capture()].flatMap(({ changes }) => changes)) {
      if ('frame' in owner || this.#isKnownAt(owner.object, epoch, changed)) owners.set(JSON.stringify(owner), owner);
    }
    const failures = this.restore(
      epoch,
      [...owners.values()].map((owner) => ({ owner })),
    );
    return { failures, readBack: this.capture() };
  }

  #isKnownAt(id: number, epoch: number, changed: readonly Capture[]): boolean {
    const later = changed.filter((capture) => capture.epoch > epoch);
    return !later.some(({ objects }) => objects.some((info) => info.id === id && info.described));
  }

  #readPrivates(): void {
    for (const [name, access] of Object.entries(this.privates)) {
      while (this.probe.more(name)) {
        let value: unknown;
        try {
          value = access.get(this.probe.object ?? {});
        } catch {
          // The text would end here and be evaluated again.
          continue;
        }
        this.probe.took(value);
      }
    }
  }
}

/** The slots of an owner that a capture or description tells, by name. */
export function slotsOf(told: Pick<Capture, 'changes'>, owner: Owner): Map<string, Slot | null> {
  const slots = told.changes.filter((item) => JSON.stringify(item.owner) === JSON.stringify(owner));
  return new Map(slots.flatMap((item) => item.slots.map(([name, after]) => [name, after] as const)));
}

/** Asserts that what a read-back undid is exactly what a capture had found to be changed. */
export function assertUndone(damage: Capture, readBack: Capture): void {
  const changes = ({ changes }: Capture) =>
    new Map(
      changes.flatMap(({ owner, slots }) =>
        slots.map(([name, after, before = null]) => [`${JSON.stringify(owner)} ${name}`, { before, after }] as const),
      ),
    );
  const created = new Set(damage.objects.map(({ id }) => JSON.stringify({ object: id })));
  const done = [...changes(damage)].filter(([key]) => !created.has(key.split(' ')[0] ?? ''));
  const undone = changes(readBack);
  assert.deepEqual(
    new Map([...undone].sort(byKey)),
    new Map(done.map(([key, { before, after }]) => [key, { before: after, after: before }] as const).sort(byKey)),
  );
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
