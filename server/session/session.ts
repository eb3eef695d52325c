/**
 * One debug session: its store, what is known of its debuggee, its savepoints, and the rollbacks that can be undone.
 *
 * Every operation that depends on the debuggee brings a capture along, which is recorded first; so the store's present
 * state is what the debuggee held at the last reading, never what somebody meant to write.
 */
import type {
  Change,
  ChangeAuthor,
  DiffPage,
  Health,
  InvariantResult,
  Language,
  Location,
  Savepoint,
  SavepointRef,
  SessionView,
} from '../protocol';
import { comparePaths } from '../comparePaths';
import { SavepointError } from '../savepointError';
import { Store, StoreError } from '../store';
import type { Capture, Description, Owner, Slot } from '../value';
import { Authors } from './authors';
import { AutoSavepoints } from './autoSavepoints';
import { cellPath, ownerPath } from './cells';
import {
  keyOfChange,
  mergeByPath,
  pageOf,
  type PlaceChange,
  placeChanges,
  presentChange,
  sameContent,
  withPreviews,
} from './changes';
import { Heap } from './heap';
import { History, type LeftState } from './history';
import type { KeptMoment, Moment } from './moment';
import { type PathSource, renderPlace } from './paths';
import { type Preview, previewIn } from './preview';
import { StateView } from './stateView';

export class Session {
  readonly store = new Store<Slot>();
  readonly heap = new Heap();
  readonly paths: PathSource;
  readonly history = new History();
  readonly authors = new Authors(this.store);
  readonly autoSavepoints = new AutoSavepoints();
  /** The moment before the rewind that is under way. */
  rewindOrigin: Moment | undefined;
  /** Of the last check; empty once the program has gone on. */
  invariants: readonly InvariantResult[] = [];
  readonly #records = new Map<number, KeptMoment>();
  #present: Moment = { version: 0, epoch: 0, frames: [] };
  #stop: number | undefined;
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

  /** `by`: who made what has changed since the last reading; without it, whoever can have done so. */
  observe(capture: Capture, by: ChangeAuthor = this.#authorOf(capture)): void {
    this.heap.learn(capture);
    this.describeUnseen(capture);
    this.noteAuthor(capture, by);
    this.recordPresence(capture);
    for (const { owner, slots } of capture.changes)
      for (const [slot, after] of slots) this.write(cellPath(owner, slot), after);
    this.moved(capture);
  }

  /** While the program stands still, it changes nothing. */
  #authorOf({ stop }: Capture): ChangeAuthor {
    return stop !== undefined && stop === this.#stop ? 'outside' : 'program';
  }

  /** Notes who changed what, of the objects and calls that were there before. */
  noteAuthor(capture: Capture, by: ChangeAuthor): void {
    for (const { owner, slots } of capture.changes) {
      if (!this.store.has(ownerPath(owner))) continue;
      for (const [slot, after] of slots) {
        const path = cellPath(owner, slot);
        if (!sameContent(this.store.get(path) ?? null, after)) this.authors.note(path, by);
      }
    }
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
  moved({ epoch, frames, stop }: Capture): void {
    this.#present = { version: this.store.version, epoch, frames };
    this.#stop = stop;
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

  savepoint(capture: Capture, name: string | undefined, location: Location | undefined, health?: Health): Savepoint {
    const given = name === undefined ? undefined : checkedName(name);
    this.observe(capture);
    const mark = this.store.savepoint(given ?? `savepoint ${this.#unnamed + 1}`);
    if (given === undefined) this.#unnamed++;
    const { id, parent } = mark;
    const kept = this.#keep(
      capture,
      { id, name: mark.name, ...(parent !== undefined && { parent }) },
      location,
      health,
    );
    this.#records.set(id, kept);
    return kept.savepoint;
  }

  /** Marks the state of this capture without nesting it in the transaction; of such marks, the newest `keep` are kept. */
  autoSavepoint(capture: Capture, location: Location | undefined, keep: number, health?: Health): Savepoint {
    this.observe(capture);
    this.autoSavepoints.prune(this.store.oldestVersion);
    const name = location === undefined ? 'automatic' : `${fileName(location.source)}:${location.line}`;
    const kept = this.#keep(capture, { id: this.autoSavepoints.nextId(), name }, location, health);
    this.autoSavepoints.take(kept, keep);
    return kept.savepoint;
  }

  #keep(
    { tally, truncated }: Capture,
    mark: Pick<Savepoint, 'id' | 'name' | 'parent'>,
    location: Location | undefined,
    health: Health | undefined,
  ): KeptMoment {
    const { version } = this.store;
    const savepoint: Savepoint = {
      ...mark,
      version,
      ...(location !== undefined && { location }),
      captured: tally.cells,
      restorable: tally.restorable,
      truncated: truncated !== undefined,
      ...(health !== undefined && { health }),
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
    return this.#page(start, end, offset, limit);
  }

  branchDiff(branch: number, offset: number, limit: number): DiffPage {
    const { base, departure } = this.findBranch(branch);
    return this.#page(base, departure, offset, limit);
  }

  /** The net change between two versions, by path; and who made it, where it is about now. */
  #presented(start: number, end: number): Change[] {
    const isNow = end === this.store.version;
    return mergeByPath(
      [...this.changes(start, end)].map((change) => {
        const by = isNow ? this.authors.by(cellPath(change.owner, change.slot), start) : undefined;
        return { ...presentChange(change, this.pathOf(change)), ...(by !== undefined && by !== 'program' && { by }) };
      }),
    );
  }

  #page(start: number, end: number, offset: number, limit: number): DiffPage {
    const { changes, total } = pageOf(this.#presented(start, end), offset, limit);
    const [before, after] = [this.previewAt(start), this.previewAt(end)];
    return { changes: changes.map((change) => withPreviews(change, before, after)), total };
  }

  previewAt(version: number): Preview {
    return previewIn(this.stateAt(version), (object) => this.heap.info(object));
  }

  /** How many places differ between two versions, as a diff of them lists them. */
  differing(from: number, to: number): number {
    return this.#presented(from, to).length;
  }

  /** What somebody else changed since the innermost savepoint, or ever, while the program stood still. */
  drift(): Change[] {
    const since = this.savepoints().at(-1)?.version ?? 0;
    const changes = [...placeChanges(this.authors.drift(since), (owner) => this.store.has(ownerPath(owner)))].map(
      (change) => ({ ...presentChange(change, this.pathOf(change)), by: 'outside' as const }),
    );
    return mergeByPath(changes).toSorted((one, other) => comparePaths(one.path, other.path));
  }

  findBranch(branch: number): LeftState {
    const found = this.history.branch(branch);
    if (found === undefined)
      throw new SavepointError('no-branch', `No abandoned state with the id ${branch} is kept in '${this.name}'.`);
    return found;
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
    const { undo, redo } = this.history;
    const open = new Set(savepoints.map(({ id }) => id));
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
      ...(redo !== undefined && { redo: { name: redo.name } }),
      branches: this.history.branches(open, (id) => this.#records.get(id)?.savepoint.name ?? `${id}`),
      drift: this.authors.drift(current?.version ?? 0).length,
      invariants: this.invariants,
    };
  }

  /** The epochs that some savepoint, or some state that a rollback has left, may still ask for. */
  retained(): readonly number[] {
    const { states } = this.history;
    const ids = [...this.store.savepoints().map(({ id }) => id), ...states.flatMap(({ savepoints }) => savepoints)];
    const origin = this.rewindOrigin === undefined ? [] : [this.rewindOrigin];
    const automatic = this.autoSavepoints.all.map(({ moment }) => moment);
    const before = states.map((state) => state.before);
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
