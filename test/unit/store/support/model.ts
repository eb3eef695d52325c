// The reference model: the store's semantics said as plainly as possible, with whole states that immer shares.
// It keeps every state it ever had, which is all that makes it simple, and slow.

import { produce } from 'immer';
import { assign, changed, same, type State, type Value } from './states';

export interface Level {
  readonly id: number;
  readonly name: string;
  readonly state: State;
}

/** What a commit changed, in order of commits. */
export interface Event {
  before: State;
  after: State;
  /** Its version in the store; none while it waits, or where it is not known. */
  version?: number;
}

interface Left {
  readonly state: State;
  readonly stack: readonly Level[];
}

/** What a concurrent transaction has written, or deleted. */
export type Own = Readonly<Record<string, Value | undefined>>;

/** A model of a concurrent transaction: what was committed when it began, and its own writes over that. */
export interface Rival {
  base: State;
  readonly since: number;
  own: Own;
  stack: readonly { readonly name: string; readonly own: Own }[];
}

export class Model {
  state: State = {};
  committed: State = {};
  stack: readonly Level[] = [];
  /** Every commit, in order of commit. */
  events: Event[] = [];
  /** Of those, the ones in the store's line, in order of joining it. */
  joined: Event[] = [];
  waiting: Event[] = [];
  rivals: readonly Rival[] = [];
  /** The paths that were ever written, whatever became of that. */
  readonly written = new Set<string>();
  left = new Map<number, Left>();
  at = new Map<number, State>();
  lastId = 0;

  write(change: (draft: Record<string, Value>) => void): void {
    const before = this.state;
    this.state = produce(before, change);
    for (const path of changed(before, this.state)) this.written.add(path);
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

  /** What a transaction does whose work threw: its innermost savepoint is rolled back to and closed. */
  abandon(before: number): void {
    const { name } = this.level(this.stack.length - 1);
    if (this.stack.length === 1) this.rollback(before);
    else this.rollbackTo(name, before);
    if (this.stack.length > 0) this.release(name);
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
      conflict: [...later, open].some(({ before, after }) => !same(before[path], after[path])),
    }));
  }

  /** Gives a path that was never written its value in every state there ever was; throws where it was. */
  seed(path: string, value: number): void {
    const isWaiting = this.waiting.some(({ before, after }) => !same(before[path], after[path]));
    if (this.state[path] === value && !this.written.has(path) && !isWaiting) return;
    if (this.state[path] !== undefined || this.written.has(path) || isWaiting) throw new Error('has history');
    const seeded = (state: State): State => ({ ...state, [path]: value });
    const levels = (stack: readonly Level[]): readonly Level[] =>
      stack.map((level) => ({ ...level, state: seeded(level.state) }));
    this.state = seeded(this.state);
    this.committed = seeded(this.committed);
    this.stack = levels(this.stack);
    for (const event of this.events) [event.before, event.after] = [seeded(event.before), seeded(event.after)];
    this.left = new Map(
      [...this.left].map(([at, { state, stack }]) => [at, { state: seeded(state), stack: levels(stack) }]),
    );
    this.at = new Map([...this.at].map(([version, state]) => [version, seeded(state)]));
    for (const rival of this.rivals) rival.base = seeded(rival.base);
  }

  begin(): Rival {
    const base = this.waiting.reduce(apply, this.committed);
    const rival: Rival = { base, since: this.events.length, own: {}, stack: [] };
    this.rivals = [...this.rivals, rival];
    return rival;
  }

  /** The paths that a rival loses; committed if there are none. */
  commitRival(rival: Rival): readonly string[] {
    const after = stateOf(rival);
    const mine = changed(rival.base, after);
    const theirs = this.events.slice(rival.since).flatMap(({ before, after }) => changed(before, after));
    const lost = mine.filter((path) => theirs.includes(path));
    if (lost.length > 0) return lost;
    const event = { before: rival.base, after };
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
      for (const path of changed(event.before, event.after)) this.written.add(path);
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

/** What a rival sees. */
export function stateOf({ base, own }: Rival): State {
  return produce(base, (draft) => {
    for (const [path, value] of Object.entries(own)) assign(draft, path, value);
  });
}

function apply(state: State, { before, after }: Event): State {
  return produce(state, (draft) => {
    for (const path of changed(before, after)) assign(draft, path, after[path]);
  });
}
