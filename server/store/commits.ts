// The committed transactions: which stretch of the log each one made.

import { CHUNK, IntColumn, ValueColumn } from './column';

/** A committed transaction. It is known by its version, the one it ended with; its changes are those since `from`. */
export interface CommittedTransaction {
  readonly version: number;
  readonly from: number;
  readonly name?: string;
}

/**
 * The versions at which transactions committed, in order. They divide the log without gaps: what was rolled back
 * between two commits is in the later one's stretch, where it cancels out.
 */
export class Commits {
  readonly #ends = new IntColumn();
  readonly #names = new ValueColumn<string | undefined>(undefined);
  #count = 0;
  #first = 0;
  #last = 0;
  /** Where the first kept transaction begins. */
  #origin = 0;

  /** The version of the last commit: the committed state. */
  get last(): number {
    return this.#last;
  }

  add(version: number, name: string | undefined): void {
    this.#ends.grow(this.#count);
    this.#names.grow(this.#count);
    this.#ends.set(this.#count, version);
    this.#names.set(this.#count, name);
    this.#count++;
    this.#last = version;
  }

  /** The kept transaction with this version. */
  find(version: number): CommittedTransaction | undefined {
    const index = this.#indexAfter(version - 1);
    return index < this.#count && this.#ends.get(index) === version ? this.#at(index) : undefined;
  }

  /** The kept transaction whose stretch holds a log entry. */
  containing(entry: number): CommittedTransaction | undefined {
    const index = this.#indexAfter(entry);
    return index < this.#count && entry >= this.#from(index) ? this.#at(index) : undefined;
  }

  /** The kept transactions, oldest first. */
  *[Symbol.iterator](): Generator<CommittedTransaction> {
    for (let index = this.#first; index < this.#count; index++) yield this.#at(index);
  }

  /** Drops the transactions whose changes are not all kept. */
  forget(floor: number): void {
    while (this.#first < this.#count && this.#from(this.#first) < floor) {
      this.#origin = this.#ends.get(this.#first);
      this.#first++;
      if (this.#first % CHUNK === 0) {
        this.#ends.free(this.#first - CHUNK);
        this.#names.free(this.#first - CHUNK);
      }
    }
  }

  #at(index: number): CommittedTransaction {
    const span = { version: this.#ends.get(index), from: this.#from(index) };
    const name = this.#names.get(index);
    return name === undefined ? span : { ...span, name };
  }

  #from(index: number): number {
    return index === this.#first ? this.#origin : this.#ends.get(index - 1);
  }

  /** The first kept transaction that ends after `entry`. */
  #indexAfter(entry: number): number {
    let low = this.#first;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ends.get(middle) <= entry) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
