// The detours: stretches of the log that cancel out, so that going back need not walk them.

/**
 * Going back to a version makes a stretch whose end reads as its start. Detours are kept in order of their ends, and one
 * inside another is dropped. They only save work: without them, everything would be found just the same.
 */
export class Detours {
  readonly #ends: number[] = [];
  readonly #starts: number[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  start(index: number): number {
    return this.#starts[index] ?? 0;
  }

  end(index: number): number {
    return this.#ends[index] ?? 0;
  }

  add(start: number, end: number): void {
    while (this.#count > 0 && this.end(this.#count - 1) > start) this.#count--;
    this.#starts[this.#count] = start;
    this.#ends[this.#count] = end;
    this.#count++;
  }

  clear(): void {
    this.#count = 0;
  }
}
