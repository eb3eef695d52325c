/** How much of what was reached can be restored, and why the rest can not: the JSON text of a `Tally`. */
import { reasonOf, type PrivateValues, type RootBinding, type Tracked } from './model';
import type { Walk } from './capture';
import { UNREAD } from './memento';
import { types } from './host';
import type { Origins } from './origins';
import { isUnlisted, UNLISTED } from './ownKeys';
import { UNKNOWN_FIELDS } from './privates';
import type { Registry } from './registry';
import type { Slots } from './slots';
import { RECORD_ROW } from './rows';
import { append, join, quote, SafeMap } from './safe';
import { UNREAD_REASON } from './slots';
import { Unavailable } from './unavailable';

interface Reason {
  readonly label: string;
  readonly reason: string;
  count: number;
  readonly examples: (Tracked | string)[];
}

/** How many examples each reason has. */
const MOST_EXAMPLES = 3;

class Count {
  cells = 0;
  restorable = 0;
  readonly #reasons = new SafeMap<string, Reason>();

  constructor(
    readonly registry: Registry,
    readonly origins: Origins,
  ) {}

  add(label: string, reason: string, count: number, example: Tracked | string): void {
    if (count === 0) return;
    const entry = this.#entry(label, reason);
    entry.count += count;
    if (entry.examples.length < MOST_EXAMPLES) append(entry.examples, example);
  }

  /** One that has no record, and needs none unless it is an example. */
  addRow(label: string, reason: string, row: number): void {
    const entry = this.#entry(label, reason);
    entry.count++;
    if (entry.examples.length < MOST_EXAMPLES) append(entry.examples, this.registry.record(row));
  }

  #entry(label: string, reason: string): Reason {
    let entry = this.#reasons.get(reason);
    if (entry === undefined) this.#reasons.set(reason, (entry = { label, reason, count: 0, examples: [] }));
    return entry;
  }

  text(): string {
    this.#checkExamples();
    const parts: string[] = [];
    this.#reasons.forEach(({ label, reason, count, examples }) => {
      const quoted: string[] = [];
      for (let i = 0; i < examples.length; i++) {
        const example = examples[i] ?? '';
        append(quoted, quote(typeof example === 'string' ? example : this.origins.path(example)));
      }
      const text = `"reason":${quote(reason)},"count":${count},"examples":[${join(quoted, ',')}]`;
      append(parts, `{"label":"${label}",${text}}`);
    });
    return `{"cells":${this.cells},"restorable":${this.restorable},"reasons":[${join(parts, ',')}]}`;
  }

  /** Finds the ways to the examples anew if they are stale. */
  #checkExamples(): void {
    const tracked: Tracked[] = [];
    this.#reasons.forEach(({ examples }) => {
      for (let i = 0; i < examples.length; i++) {
        const example = examples[i];
        if (typeof example === 'object') append(tracked, example);
      }
    });
    this.origins.check(tracked);
  }
}

const CLOSURES = 'variables that functions close over, except those that captured frames can see';

export function tallyText(registry: Registry, slots: Slots, origins: Origins, walk: Walk): string {
  const count = new Count(registry, origins);
  addBindings(count, walk.roots);
  const { rows, layouts } = registry;
  let plain = 0;
  for (let row = 0; row < rows.count; row++) {
    const layout = rows.layoutOf(row);
    if (layout >= 0) plain += layouts.at(layout).keys.length;
    else if (layout === RECORD_ROW) addRecord(count, slots, registry.record(row), walk);
    else count.addRow('truncated', cutOffReason(walk), row);
  }
  count.cells += plain;
  count.restorable += plain;
  const { count: unknown, example } = walk.privates.unknown;
  if (example !== undefined) count.add('truncated', UNKNOWN_FIELDS, unknown, example);
  if (types === undefined) {
    count.add('lazy', 'this host cannot tell a Proxy from an object, so its traps may have run', 1, '');
  }
  return count.text();
}

/** Private fields that could not be read. */
function addHidden(count: Count, tracked: Tracked, privates: PrivateValues | undefined): number {
  let hidden = 0;
  for (let i = 0; privates !== undefined && i < privates.values.length; i++) {
    const value = privates.values[i];
    if (!Unavailable.is(value)) continue;
    count.add('opaque', value.reason, 1, tracked);
    hidden++;
  }
  return hidden;
}

function addBindings(count: Count, roots: readonly RootBinding[]): void {
  for (let i = 0; i < roots.length; i++) {
    const root = roots[i] as RootBinding;
    count.cells++;
    if (Unavailable.is(root.value)) count.add('opaque', 'a variable that has no value here', 1, root.name);
    else count.restorable++;
  }
}

function cutOffReason({ truncated }: Walk): string {
  return `met after the budget of ${truncated ?? 'objects'}`;
}

function addRecord(count: Count, slots: Slots, tracked: Tracked, walk: Walk): void {
  const { memento, kind } = tracked;
  if (kind === 'outside') count.add('opaque', reasonOf(tracked), 1, tracked);
  else if (memento === undefined) count.add('truncated', cutOffReason(walk), 1, tracked);
  else {
    const cells = slots.count(tracked, memento);
    // A frozen property counts as restorable: it cannot come to differ.
    const unread = memento.attributes === undefined ? 0 : unreadProperties(memento.attributes);
    const lost = kind === 'sealed' ? 1 : 0;
    const hidden = addHidden(count, tracked, memento.privates);
    count.cells += cells;
    count.restorable += cells - unread - lost - hidden;
    count.add('lazy', UNREAD_REASON, unread, tracked);
    count.add('opaque', reasonOf(tracked), lost, tracked);
    if (kind === 'function' || kind === 'class') count.add('opaque', CLOSURES, 1, tracked);
    if (isUnlisted(tracked)) count.add('truncated', UNLISTED, 1, tracked);
  }
}

function unreadProperties(attributes: readonly number[]): number {
  let unread = 0;
  for (let i = 0; i < attributes.length; i++) if ((attributes[i] ?? 0) & UNREAD) unread++;
  return unread;
}
