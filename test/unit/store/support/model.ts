// The reference model: the store's semantics said as plainly as possible, with whole states that immer shares.
// It keeps every state it ever had, which is all that makes it simple, and slow.

import { produce } from 'immer';

export type State = Readonly<Record<string, number>>;

export interface Level {
  readonly id: number;
  readonly name: string;
  readonly state: State;
}

/** What a commit changed, in order of commits. */
export interface Event {
  readonly before: State;
  readonly after: State;
  /** The version after the operation that let it into the store's line; none while it waits. */
  version?: number;
}

interface Left {
  readonly state: State;
  readonly stack: readonly Level[];
}

/** A model of a concurrent transaction. */
export interface Rival {
  readonly base: State;
  readonly since: number;
  state: State;
  stack: readonly Level[];
}

export class Model {
  state: State = {};
  committed: State = {};
  stack: readonly Level[] = [];
  /** Every commit, in order of commit. */
  readonly events: Event[] = [];
  /** Of those, the ones in the store's line, in order of joining it. */
  readonly joined: Event[] = [];
  waiting: Event[] = [];
  readonly left = new Map<number, Left>();
  readonly at = new Map<number, State>();
  lastId = 0;

  write(change: (draft: Record<string, number>) => void): void {
    this.state = produce(this.state, change);
    if (this.stack.length === 0) this.join({ before: this.committed, after: this.state });
  }

  savepoint(name: string): void {
    this.stack = [...this.stack, { id: ++this.lastId, name, state: this.state }];
  }

  /** Throws where the name is unknown. */
  find(name: string): number {
    const index = this.stack.findLastIndex((level) => level.name === name);
    if (index < 0) throw new Error('unknown');
    return index;
  }

  release(name: string): void {
    const index = this.find(name);
    if (index === 0) this.commit();
    else this.stack = this.stack.slice(0, index);
  }

  rollbackTo(name: string, before: number): void {
    const index = this.find(name);
    this.leave(before);
    this.state = this.level(index).state;
    this.stack = this.stack.slice(0, index + 1);
  }

  commit(): void {
    if (this.stack.length === 0) throw new Error('none');
    const mine = changed(this.committed, this.state);
    if (this.waiting.some((event) => changed(event.before, event.after).some((path) => mine.includes(path)))) {
      throw new Error('conflict');
    }
    this.join({ before: this.committed, after: this.state });
    this.end();
  }

  rollback(before: number): void {
    const { state } = this.level(0);
    this.leave(before);
    this.state = state;
    this.end();
  }

  reinstate(before: number, now: number): void {
    const left = this.left.get(before);
    if (left === undefined) throw new Error('unknown');
    this.leave(now);
    if (left.stack.length === 0 || left.stack[0]?.id !== this.stack[0]?.id) {
      if (this.stack.length > 0) this.state = this.level(0).state;
      this.end();
      const base = left.stack[0]?.state ?? left.state;
      if (changed(this.committed, base).length > 0) this.join({ before: this.committed, after: base });
    }
    this.state = left.state;
    this.stack = left.stack;
  }

  /** The paths that undoing a commit would restore, each with whether something changed it since. */
  undoing(event: Event): readonly { readonly path: string; readonly conflict: boolean }[] {
    const later = this.joined.slice(this.joined.indexOf(event) + 1);
    const open = { before: this.committed, after: this.state };
    return changed(event.before, event.after).map((path) => ({
      path,
      conflict: [...later, open].some(({ before, after }) => before[path] !== after[path]),
    }));
  }

  begin(): Rival {
    const base = this.waiting.reduce(apply, this.committed);
    return { base, since: this.events.length, state: base, stack: [] };
  }

  /** The paths that a rival loses; committed if there are none. */
  commitRival(rival: Rival): readonly string[] {
    const mine = changed(rival.base, rival.state);
    const theirs = this.events.slice(rival.since).flatMap(({ before, after }) => changed(before, after));
    const lost = mine.filter((path) => theirs.includes(path));
    if (lost.length > 0) return lost;
    const event = { before: rival.base, after: rival.state };
    this.events.push(event);
    this.waiting.push(event);
    if (this.stack.length === 0) this.end();
    return [];
  }

  level(index: number): Level {
    const level = this.stack[index];
    if (level === undefined) throw new Error('none');
    return level;
  }

  private join(event: Event): void {
    this.events.push(event);
    this.joined.push(event);
    this.committed = event.after;
  }

  /** Ends the open transaction, if any, in the committed state, and lets in what waited. */
  private end(): void {
    this.stack = [];
    for (const event of this.waiting) {
      this.committed = apply(this.committed, event);
      this.joined.push(event);
    }
    this.waiting = [];
    this.state = this.committed;
  }

  private leave(before: number): void {
    this.left.set(before, { state: this.state, stack: this.stack });
  }
}

/** The paths whose values differ. */
export function changed(before: State, after: State): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((path) => before[path] !== after[path]);
}

function apply(state: State, { before, after }: Event): State {
  return produce(state, (draft) => {
    for (const path of changed(before, after)) assign(draft, path, after[path]);
  });
}

export function assign(draft: Record<string, number>, path: string, value: number | undefined): void {
  if (value === undefined) Reflect.deleteProperty(draft, path);
  else draft[path] = value;
}
