/**
 * One debug session: its store, what is known of its debuggee, its savepoints, and the rollbacks that can be undone.
 *
 * Every operation that depends on the debuggee brings a capture along, which is recorded first; so the store's present
 * state is what the debuggee held at the last reading, never what somebody meant to write.
 */
import type { DiffPage, InvariantResult, Language, Location, Savepoint, SavepointRef, SessionView } from '../protocol';
import { comparePaths } from '../comparePaths';
import { SavepointError } from '../savepointError';
import { Store, StoreError } from '../store';
import type { Capture, Description, Owner, Slot } from '../value';
import { AutoSavepoints } from './autoSavepoints';
import { cellPath, ownerPath } from './cells';
import { keyOfChange, mergeByPath, type PlaceChange, placeChanges, presentChange, withPreviews } from './changes';
import { Heap } from './heap';
import type { KeptMoment, Moment } from './moment';
import { type PathSource, renderPlace } from './paths';
import { type Preview, previewIn } from './preview';
import { StateView } from './stateView';

/** A rollback that can be undone: the moment before it, and what it was to. */
export interface Undo {
  readonly name: string;
  readonly before: Moment;
  /** The version that the store left, which it can reinstate: after a rewind, a later one than that of `before`. */
  readonly departure: number;
  /** `store`: it took savepoints away, which the store brings back; `values`: it wrote some places only. */
  readonly kind: 'store' | 'values';
  readonly savepoints: readonly number[];
}

export class Session {
  readonly store = new Store<Slot>();
  readonly heap = new Heap();
  readonly paths: PathSource;
  readonly autoSavepoints = new AutoSavepoints();
  readonly undos: Undo[] = [];
  /** The moment before the rewind that is under way. */
  rewindOrigin: Moment | undefined;
  invariants: readonly InvariantResult[] = [];
  readonly #records = new Map<number, KeptMoment>();
  #present: Moment = { version: 0, epoch: 0, frames: [] };
  #unnamed = 0;

  constructor(
    readonly id: string,
    readonly name: string,
    readonly language: Language = 'other',
  ) {
    this.paths = this.heap.naming((activation, binding) => this.store.has(cellPath({ frame: activation }, binding)));
  }

  /** The moment of the last reading. */
  get present(): Moment {
    return this.#present;
  }

  observe(capture: Capture): void {
    this.heap.learn(capture);
    this.describeUnseen(capture);
    this.recordPresence(capture);
    for (const { owner, slots } of capture.changes)
      for (const [slot, after] of slots) this.write(cellPath(owner, slot), after);
    this.moved(capture);
  }

  /** Notes what changed places held before, in objects that nobody had looked at yet. */
  describeUnseen(capture: Capture): void {
    for (const { owner, slots } of capture.changes)
      for (const [slot, , before] of slots) {
        if (before === undefined) continue;
        this.#describeOwner(owner);
        if (before !== null) this.#describeCell(cellPath(owner, slot), before);
      }
  }

  /** Notes which objects and calls there are. */
  recordPresence(capture: Capture): void {
    for (const { id, class: name } of capture.objects) this.store.set(ownerPath({ object: id }), name);
    for (const frame of capture.frames) this.store.set(ownerPath({ frame: frame.activation }), frame.function);
  }

  /** The store now holds what this capture found. */
  moved({ epoch, frames }: Capture): void {
    this.#present = { version: this.store.version, epoch, frames };
  }

  write(path: string, content: Slot | null): void {
    if (content === null) this.store.delete(path);
    else this.store.set(path, content);
  }

  /** Takes slots that nobody had looked at yet, and that have not changed since they were first captured. */
  describe(description: Description): void {
    this.heap.learn(description);
    for (const { id } of description.objects) this.#describeOwner({ object: id });
    for (const { owner, slots } of description.changes)
      for (const [slot, content] of slots) if (content !== null) this.#describeCell(cellPath(owner, slot), content);
  }

  #describeOwner(owner: Owner): void {
    if ('object' in owner) this.#describeCell(ownerPath(owner), this.heap.info(owner.object)?.class ?? 'object');
  }

  #describeCell(path: string, content: Slot): void {
    if (this.store.has(path)) return;
    try {
      this.store.seed(path, content);
    } catch (error) {
      if (!(error instanceof StoreError && error.code === 'has-history')) throw error;
    }
  }

  savepoint(capture: Capture, name: string | undefined, location: Location | undefined): Savepoint {
    const given = name === undefined ? undefined : checkedName(name);
    this.observe(capture);
    const mark = this.store.savepoint(given ?? `savepoint ${this.#unnamed + 1}`);
    if (given === undefined) this.#unnamed++;
    const { id, parent } = mark;
    const kept = this.#keep(capture, { id, name: mark.name, ...(parent !== undefined && { parent }) }, location);
    this.#records.set(id, kept);
    return kept.savepoint;
  }

  /** Marks the state of this capture without nesting it in the transaction; of such marks, the newest `keep` are kept. */
  autoSavepoint(capture: Capture, location: Location | undefined, keep: number): void {
    this.observe(capture);
    this.autoSavepoints.prune(this.store.oldestVersion);
    const name = location === undefined ? 'automatic' : `${fileName(location.source)}:${location.line}`;
    this.autoSavepoints.take(this.#keep(capture, { id: this.autoSavepoints.nextId(), name }, location), keep);
  }

  #keep(
    { tally, truncated }: Capture,
    mark: Pick<Savepoint, 'id' | 'name' | 'parent'>,
    location: Location | undefined,
  ): KeptMoment {
    const { version } = this.store;
    const savepoint: Savepoint = {
      ...mark,
      version,
      ...(location !== undefined && { location }),
      captured: tally.cells,
      restorable: tally.restorable,
      truncated: truncated !== undefined,
      limits: tally.reasons,
    };
    const column = location?.column;
    return { savepoint, moment: { ...this.#present, version, ...(column !== undefined && { column }) } };
  }

  release(target: SavepointRef): void {
    this.store.release(this.find(target).id);
  }

  commit(): void {
    if (this.store.savepoints().length === 0) throw noTransaction(this.name);
    this.store.commit();
  }

  /** Outermost first. */
  savepoints(): readonly Savepoint[] {
    return this.store.savepoints().flatMap(({ id }) => this.#records.get(id)?.savepoint ?? []);
  }

  find(target: SavepointRef): Savepoint {
    const found =
      this.savepoints().findLast(({ id, name }) => (typeof target === 'number' ? id : name) === target) ??
      (typeof target === 'number' ? this.#automatic(target)?.savepoint : undefined);
    if (found !== undefined) return found;
    const what = typeof target === 'number' ? `with the id ${target}` : `named '${target}'`;
    throw new SavepointError('no-savepoint', `No savepoint ${what} in this session.`);
  }

  momentOf(savepoint: number): Moment {
    const record = this.#records.get(savepoint) ?? this.#automatic(savepoint);
    if (record === undefined) throw new SavepointError('no-savepoint', `No savepoint with the id ${savepoint}.`);
    return record.moment;
  }

  isAutomatic(savepoint: number): boolean {
    return this.#automatic(savepoint) !== undefined;
  }

  #automatic(id: number): KeptMoment | undefined {
    this.autoSavepoints.prune(this.store.oldestVersion);
    return this.autoSavepoints.find(id);
  }

  stateAt(version: number): StateView {
    return new StateView(this.store, version);
  }

  diff(from: SavepointRef, to: SavepointRef | undefined, offset: number, limit: number): DiffPage {
    const start = this.find(from).version;
    const end = to === undefined ? this.store.version : this.find(to).version;
    const all = mergeByPath(
      [...this.changes(start, end)].map((change) => presentChange(change, this.pathOf(change))),
    ).sort((one, other) => comparePaths(one.path, other.path));
    const [before, after] = [this.previewAt(start), this.previewAt(end)];
    const page = all.slice(offset, offset + limit).map((change) => withPreviews(change, before, after));
    return { changes: page, total: all.length };
  }

  previewAt(version: number): Preview {
    return previewIn(this.stateAt(version), (object) => this.heap.info(object));
  }

  changes(from: number, to: number): Iterable<PlaceChange> {
    const state = this.stateAt(from);
    return placeChanges(this.store.diff(from, to), (owner) => state.has(owner));
  }

  pathOf(change: PlaceChange): string {
    return this.pathOfPlace(change.owner, change.slot, keyOfChange(change));
  }

  pathOfPlace(owner: Owner, slot: string, key: ReturnType<typeof keyOfChange>): string {
    return renderPlace(
      this.paths,
      'frame' in owner
        ? { frame: owner.frame, name: slot }
        : { object: owner.object, slot, ...(key !== undefined && { key }) },
    );
  }

  view(): SessionView {
    const savepoints = this.savepoints();
    const current = savepoints.at(-1);
    const undo = this.undos.at(-1);
    const stepBack = this.autoSavepoints.previous;
    return {
      session: this.id,
      name: this.name,
      version: this.store.version,
      savepoints,
      autoSavepoints: this.autoSavepoints.all.map(({ savepoint }) => savepoint),
      ...(stepBack !== undefined && { stepBack: stepBack.savepoint.id }),
      changes: current === undefined ? 0 : count(this.changes(current.version, this.store.version)),
      ...(undo !== undefined && { undo: { name: undo.name } }),
      invariants: this.invariants,
    };
  }

  /** The epochs that some savepoint or some undo may still ask for. */
  retained(): readonly number[] {
    const ids = [...this.store.savepoints().map(({ id }) => id), ...this.undos.flatMap(({ savepoints }) => savepoints)];
    const origin = this.rewindOrigin === undefined ? [] : [this.rewindOrigin];
    const automatic = this.autoSavepoints.all.map(({ moment }) => moment);
    const before = this.undos.map((undo) => undo.before);
    const moments = [...ids.map((id) => this.momentOf(id)), ...automatic, ...before, ...origin];
    const epochs = [...moments, this.#present].map(({ epoch }) => epoch);
    return [...new Set(epochs)].sort((one, other) => one - other);
  }
}

export function noTransaction(session: string): SavepointError {
  return new SavepointError(
    'no-transaction',
    `No transaction is open in '${session}': create a savepoint to begin one.`,
  );
}

function checkedName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === '') throw new SavepointError('bad-name', 'A savepoint needs a name that is not empty.');
  if (/[\r\n]/.test(trimmed)) throw new SavepointError('bad-name', 'The name of a savepoint must be on one line.');
  return trimmed;
}

function fileName(source: string): string {
  return source.split(/[\\/]/u).at(-1) ?? source;
}

function count(items: Iterable<unknown>): number {
  let counted = 0;
  for (const item of items) if (item !== undefined) counted++;
  return counted;
}
