/**
 * Private fields. Only text evaluated at the top level of a frame can name them, so the client's text loops over what
 * this hands out: `for (;P.more("#x");) P.took(P.object.#x)`. There is no way to ask first whether an object has the
 * field, so an object that was handed out and never taken back is one that threw: it is not handed out again.
 */
import type { PrivateValues, Tracked } from './model';
import type { Classes } from './classes';
import { append, same, SafeMap, substring } from './safe';
import { Unavailable } from './unavailable';

const AMBIGUOUS = new Unavailable('two of its classes have a private field of this name');
const NOT_READ = new Unavailable('it was found too late for this savepoint to read it; the next one does');
export const UNKNOWN_FIELDS = 'private fields of classes found too late for this savepoint to read them';

interface Holders {
  readonly list: Tracked[];
  next: number;
}

export class Privates {
  readonly #holders = new SafeMap<string, Holders>();
  /** Objects whose classes the client has not parsed yet. */
  #waiting: Tracked[] = [];
  #pending: { readonly name: string; readonly holder: Tracked } | undefined;
  /** Objects whose fields were read since the walk last asked. */
  taken: Tracked[] = [];
  /** Names with objects that have not been read yet in this capture. */
  unread = new SafeMap<string, true>();

  constructor(readonly classes: Classes) {}

  /** Notes which fields an object has that was just found. */
  admit(tracked: Tracked): void {
    const fields = this.classes.fieldsOf(tracked.object);
    if (fields === undefined) append(this.#waiting, tracked);
    else if (fields.length > 0) this.#hold(tracked, fields);
  }

  #hold(tracked: Tracked, fields: readonly string[]): void {
    for (let i = 0; i < fields.length; i++) {
      const name = fields[i] ?? '';
      if (count(fields, name) > 1) {
        if (store(tracked, name, AMBIGUOUS)) append(this.taken, tracked);
        continue;
      }
      let holders = this.#holders.get(name);
      if (holders === undefined) this.#holders.set(name, (holders = { list: [], next: 0 }));
      append(holders.list, tracked);
      this.unread.set(name, true);
    }
  }

  /** What the client learned about classes lets waiting objects be read. */
  learned(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (let i = 0; i < waiting.length; i++) this.admit(waiting[i] as Tracked);
  }

  /** Ends a capture that may not ask for more: what has not been read is known to be unread. */
  giveUp(): void {
    this.unread.forEach((_, name) => {
      const holders = this.#holders.get(name);
      for (let i = holders?.next ?? 0; i < (holders?.list.length ?? 0); i++) {
        const holder = holders?.list[i];
        if (holder !== undefined && store(holder, name, NOT_READ)) append(this.taken, holder);
      }
    });
  }

  /** An object whose class is not known, so neither are its fields; and how many there are. */
  get unknown(): { readonly count: number; readonly example: Tracked | undefined } {
    return { count: this.#waiting.length, example: this.#waiting[0] };
  }

  /** Starts over, for a new capture. */
  rewind(): void {
    this.#holders.forEach((holders) => (holders.next = 0));
    this.unread.clear();
  }

  /** The object whose field is to be read. */
  get object(): object | undefined {
    return this.#pending?.holder.object;
  }

  more(name: string): boolean {
    this.#dropPending();
    const holders = this.#holders.get(name);
    const holder = holders?.list[holders.next];
    if (holders === undefined || holder === undefined) {
      this.unread.delete(name);
      return false;
    }
    holders.next++;
    this.#pending = { name, holder };
    return true;
  }

  took(value: unknown): void {
    if (this.#pending === undefined) return;
    const { name, holder } = this.#pending;
    this.#pending = undefined;
    if (store(holder, name, value)) append(this.taken, holder);
  }

  /** An object that was handed out last and threw does not have the field. */
  #dropPending(): void {
    if (this.#pending === undefined) return;
    const { name, holder } = this.#pending;
    this.#pending = undefined;
    const holders = this.#holders.get(name);
    if (holders === undefined) return;
    this.#remove(holders, (other) => other === holder);
  }

  /** Forgets objects that are not followed any more. */
  sweep(isNeeded: (tracked: Tracked) => boolean): void {
    const waiting: Tracked[] = [];
    for (let i = 0; i < this.#waiting.length; i++) {
      const tracked = this.#waiting[i] as Tracked;
      if (isNeeded(tracked)) append(waiting, tracked);
    }
    this.#waiting = waiting;
    this.#holders.forEach((holders) => this.#remove(holders, (holder) => !isNeeded(holder)));
  }

  #remove(holders: Holders, isGone: (holder: Tracked) => boolean): void {
    let kept = 0;
    for (let i = 0; i < holders.list.length; i++) {
      const holder = holders.list[i] as Tracked;
      if (isGone(holder)) {
        if (i < holders.next) holders.next--;
      } else holders.list[kept++] = holder;
    }
    holders.list.length = kept;
  }
}

/** Sets a field's value in the record; says whether it differs from what was there. */
function store(tracked: Tracked, name: string, value: unknown): boolean {
  const slot = `#:${substring(name, 1)}`;
  const before: PrivateValues = tracked.privates ?? { names: [], values: [] };
  const names: string[] = [];
  const values: unknown[] = [];
  let place = -1;
  for (let i = 0; i < before.names.length; i++) {
    if (before.names[i] === slot) place = i;
    append(names, before.names[i] ?? '');
    append(values, before.values[i]);
  }
  if (place >= 0 && same(values[place], value)) return false;
  if (place < 0) append(names, slot);
  values[place < 0 ? values.length : place] = value;
  tracked.privates = { names: place < 0 ? names : before.names, values };
  return true;
}

function count(list: readonly string[], item: string): number {
  let found = 0;
  for (let i = 0; i < list.length; i++) if (list[i] === item) found++;
  return found;
}
