// The committed transactions: which stretch of the log each one made.

import { Integers, Values } from './columns';

const [FROM, VERSION] = [0, 1] as const;

/** A committed transaction. It is known by its version, the one it ended with; its changes are those since `from`. */
export interface CommittedTransaction {
  readonly version: number;
  readonly from: number;
  readonly name?: string;
}

/** The stretches of the log that committed, in order. What was rolled back between two of them is in neither. */
export class Commits {
  /** For each transaction: where its changes begin, and its version. */
  readonly #spans = new Integers(2);
  readonly #names = new Values<string | undefined>(undefined);
  #first = 0;
  #last = 0;
  #settled = 0;

  /** The version of the last transaction that committed a change. */
  get last(): number {
    return this.#last;
  }

  /** A version that reads as the last commit left the state: that commit's own, or later where nothing came of it. */
  get settled(): number {
    return this.#settled;
  }

  /** Notes that the state of a version is the committed one, with nothing to commit. */
  settle(version: number): void {
    this.#settled = version;
  }

  /** Adds the transaction of all changes since the settled version. */
  add(version: number, name: string | undefined): void {
    this.#spans.append(this.#settled, version);
    this.#names.append(name);
    this.#last = version;
    this.#settled = version;
  }

  /** The kept transaction with this version. */
  find(version: number): CommittedTransaction | undefined {
    const found = this.containing(version - 1);
    return found?.version === version ? found : undefined;
  }

  /** The kept transaction whose stretch holds a log entry. */
  containing(entry: number): CommittedTransaction | undefined {
    const found = this.#spans.firstFrom(entry + 1, VERSION);
    if (found < this.#first || found === this.#spans.count) return undefined;
    return this.#spans.get(found, FROM) <= entry ? this.#at(found) : undefined;
  }

  /** The kept transactions, oldest first. */
  *[Symbol.iterator](): Generator<CommittedTransaction> {
    for (let index = this.#first; index < this.#spans.count; index++) yield this.#at(index);
  }

  /** Drops the transactions whose changes are not all kept. */
  forget(floor: number): void {
    this.#first = this.#spans.firstFrom(floor, FROM);
    this.#spans.forget(this.#first);
    this.#names.forget(this.#first);
  }

  #at(index: number): CommittedTransaction {
    const span = { version: this.#spans.get(index, VERSION), from: this.#spans.get(index, FROM) };
    const name = this.#names.get(index);
    return name === undefined ? span : { ...span, name };
  }
}
