/**
 * The code that Savepoint puts inside a JavaScript program: follows the objects that captured frames reach, keeps a
 * shallow memento of each per savepoint, and writes them back in place. It never calls a getter, a method or a trap of
 * the program, and everything it finds leaves as JSON text.
 *
 * This class is its surface, one method per statement of the client's texts (`texts.ts`).
 */
import { BindingRestorer, type BindingWrite } from './bindings';
import { Walk, type Budget } from './capture';
import { Classes, type ClassNames } from './classes';
import { holder, resultsText, shown, shownWhole } from './evaluations';
import { Frames } from './frames';
import type { Accessors, FrameSpec } from './frameSpec';
import { adoptRealm } from './intrinsics';
import { Layouts } from './layouts';
import { Planting, type PlantedData } from './planting';
import { Privates } from './privates';
import { Registry } from './registry';
import { Reporter } from './report';
import { Restorer, type ObjectWrite } from './restore';
import { Retention } from './retention';
import { append, checkPollution, join, quote } from './safe';

export interface CaptureOptions {
  readonly epoch: number;
  readonly budget: Budget;
  readonly retain: readonly number[];
  /** How many frames have to be there, those of this epoch and no others, so that anything is read. */
  readonly frames?: number;
  /** Whether a restore that this reads back has to have ended, too. */
  readonly restore?: true;
}

export interface RestoreOptions {
  readonly epoch: number;
  /** The epoch of the capture that reads it back at once; 0 if none does. */
  readonly before: number;
  readonly objects: readonly ObjectWrite[];
  readonly bindings: readonly BindingWrite[];
}

export class Probe {
  readonly memory = new Uint8Array(1);
  /** Of the last evaluation, as text. */
  results = '';
  #written = '';
  readonly #classes = new Classes();
  readonly #privates = new Privates(this.#classes);
  readonly #registry: Registry;
  readonly #frames: Frames;
  readonly #walk: Walk;
  readonly #reporter: Reporter;
  readonly #retention: Retention;
  #restorer: Restorer | undefined;
  #bindings: BindingRestorer | undefined;
  /** The epoch of the capture that is to read the last restore back. */
  #readBackBy = 0;
  #planting: Planting | undefined;
  readonly #disposals: (() => void)[];
  /** Whether a capture has begun and may go on. */
  #isWalking = false;
  /** What the last capture found. */
  #told = { epoch: 0, text: '' };
  #options: CaptureOptions = { epoch: 0, budget: { described: 0, objects: 0, milliseconds: 0 }, retain: [] };

  /**
   * @param firstId above all ids that an earlier probe of the same session gave
   * @param dispose takes it out of its own realm
   */
  constructor(firstId: number, dispose: () => void) {
    this.#disposals = [dispose];
    this.#registry = new Registry(firstId, new Layouts(this.#classes));
    this.#frames = new Frames(firstId);
    this.#walk = new Walk(this.#registry, this.#frames, this.#classes, this.#privates);
    this.#reporter = new Reporter(this.#registry, this.#frames, (object) => this.#classes.className(object));
    this.#retention = new Retention(this.#registry, this.#frames, this.#privates);
  }

  /** Another realm, in which the probe is known from now on: its language's own objects are not the program's either. */
  link(global: object, hidden: readonly object[], unlink: () => void): void {
    adoptRealm(global, hidden);
    this.#registry.adoptForeign();
    append(this.#disposals, unlink);
  }

  /** Takes it out of the program. */
  dispose(): void {
    for (let i = 0; i < this.#disposals.length; i++) this.#disposals[i]?.();
  }

  // Capturing: start, more/object/took per known private name, frame per frame, then capture; learn, more/object/took and resume as
  // long as it asks for more, at last last.

  start(epoch: number): void {
    checkPollution();
    this.#frames.begin(epoch);
    this.#isWalking = false;
    this.#privates.rewind();
  }

  more(name: string): boolean {
    if (this.#privates.more(name)) return true;
    // What was read may lead to further objects that have the field.
    if (!this.#isWalking) return false;
    this.#walk.run();
    return this.#privates.more(name);
  }

  get object(): object | undefined {
    return this.#privates.object;
  }

  took(value: unknown): void {
    this.#privates.took(value);
  }

  frame(index: number, spec: FrameSpec, accessors: readonly Accessors[]): void {
    this.#frames.add(index, spec, accessors);
  }

  capture(options: CaptureOptions): string {
    const { epoch, frames, restore } = options;
    const isRestored = restore !== true || (this.#readBackBy === epoch && this.#restorer === undefined);
    if (frames !== undefined && !(isRestored && this.#frames.areThere(epoch, frames))) return '{"incomplete":true}';
    this.#options = options;
    this.#isWalking = true;
    this.#walk.begin(epoch, options.budget);
    this.#walk.run();
    return this.#unread() ?? this.#finish();
  }

  learn(classes: readonly ClassNames[]): void {
    this.#classes.unknown = [];
    for (let i = 0; i < classes.length; i++) this.#classes.learn(classes[i] as ClassNames);
    this.#privates.learned();
  }

  /** Goes on after private fields were read. */
  resume(): string {
    this.#walk.run();
    return this.#unread() ?? this.#finish();
  }

  /** Goes on and ends the capture, whatever has not been read then. */
  last(): string {
    this.#walk.run();
    this.#privates.giveUp();
    this.#walk.run();
    return this.#finish();
  }

  #finish(): string {
    this.#isWalking = false;
    const { epoch, retain } = this.#options;
    const text = this.#reporter.capture(epoch, this.#walk);
    this.#retention.retain(retain, epoch, this.#walk);
    this.#told = { epoch, text };
    return text;
  }

  /**
   * What the capture of an epoch found, once more, for a client that its answer has not reached: later ones do not tell it. A capture
   * that its client did not go on with is ended first. Empty where there was none.
   */
  told(epoch: number): string {
    if (this.#isWalking && this.#options.epoch === epoch) this.last();
    return this.#told.epoch === epoch ? this.#told.text : '';
  }

  /** The private names and class sources that the client has to deal with before the capture is complete. */
  #unread(): string | undefined {
    const sources: string[] = [];
    const { unknown } = this.#classes;
    for (let i = 0; i < unknown.length; i++) {
      append(sources, `{"id":${unknown[i]?.id ?? -1},"source":${quote(unknown[i]?.source ?? '')}}`);
    }
    const names: string[] = [];
    this.#privates.unread.forEach((_, name) => append(names, quote(name)));
    if (sources.length === 0 && names.length === 0) return undefined;
    return `{"unread":{"classes":[${join(sources, ',')}],"names":[${join(names, ',')}]}}`;
  }

  describe(ids: readonly number[]): string {
    checkPollution();
    return this.#reporter.describe(ids);
  }

  // Restoring: restore, moreToWrite/target/value/wrote per known private name, assign per frame, then restored.
  // Or, with one frame, restore, moreToWrite and so on, all that a capture takes with assign and finished before its frame,
  // and withWritten around the end of it.

  restore(options: RestoreOptions): void {
    checkPollution();
    const restorer = new Restorer(this.#registry, this.#reporter.slots, options.epoch);
    const bindings = new BindingRestorer(this.#frames, options.epoch, restorer.failures);
    this.#restorer = restorer;
    this.#bindings = bindings;
    this.#readBackBy = options.before;
    for (let i = 0; i < options.objects.length; i++) restorer.write(options.objects[i] as ObjectWrite);
    for (let i = 0; i < options.bindings.length; i++) bindings.write(options.bindings[i] as BindingWrite);
  }

  moreToWrite(name: string): boolean {
    return this.#restorer?.privateWrites.next(name) === true;
  }

  get target(): object | undefined {
    return this.#restorer?.privateWrites.object;
  }

  get value(): unknown {
    return this.#restorer?.privateWrites.value;
  }

  wrote(): void {
    this.#restorer?.privateWrites.wrote();
  }

  /** @returns the activations whose frames are still needed; if there are none, what `restored` returns */
  assign(activation: number, accessors: readonly Accessors[]): string {
    this.#bindings?.assign(activation, accessors);
    const needed = this.#bindings?.needed() ?? '[]';
    return needed === '[]' ? this.restored() : `{"needed":${needed}}`;
  }

  /** Ends the restore, with what frames could reach. */
  restored(): string {
    this.#bindings?.finish();
    this.#restorer?.privateWrites.finish();
    const text = `{"failures":${this.#restorer?.failures.text() ?? '[]'}}`;
    this.#restorer = undefined;
    this.#bindings = undefined;
    return text;
  }

  /** @param answer what `assign` returned */
  finished(answer: string): void {
    this.#written = this.#restorer === undefined ? answer : this.restored();
  }

  /** Says what was written beside what was read after it. */
  withWritten(reply: string): string {
    return `{"written":${this.#written},"reply":${reply}}`;
  }

  /** Objects for the debugger to show, and a piece of memory, through which it can be told that something has changed. */
  present(ids: readonly number[]): unknown[] {
    const list: unknown[] = [this.memory];
    for (let i = 0; i < ids.length; i++) append(list, this.#registry.byId(ids[i] as number)?.object);
    return list;
  }

  // Planting: plant, then morePlanted/plantedInto/plantedValue per private name and planted per variable, then allPlanted.

  plant(data: PlantedData): void {
    checkPollution();
    this.#planting = new Planting(this.#registry, data);
  }

  planted(write: number): unknown {
    return this.#planting?.content(write);
  }

  morePlanted(name: string): boolean {
    return this.#planting?.nextPrivate(name) === true;
  }

  wasPlanted(): void {
    this.#planting?.wrotePrivate();
  }

  get plantedInto(): object | undefined {
    return this.#planting?.privateObject;
  }

  get plantedValue(): unknown {
    return this.#planting?.privateValue();
  }

  notPlanted(write: number, reason: unknown): void {
    this.#planting?.failed(write, reason);
  }

  allPlanted(): string {
    const result = this.#planting?.failures() ?? '{"failures":[]}';
    this.#planting = undefined;
    return result;
  }

  evaluate(first: readonly string[], evaluations: readonly (() => unknown)[]): string | symbol {
    this.results = resultsText(first, evaluations);
    return shownWhole(this.results);
  }

  shown(value: unknown): string {
    return shown(value);
  }

  holder(value: unknown): unknown {
    return holder(value);
  }
}
