/**
 * The automatic savepoints: kept moments in a line, oldest first, with a place in it where the program stands.
 *
 * They are not the store's savepoints: they nest in nothing, no transaction ends them, and none of the user's savepoints
 * depends on one, so that the oldest can be let go at any time. Going back along the line keeps what is further on, until
 * the program goes on from there and comes to stand elsewhere: then that is the line.
 */
import type { KeptMoment, Moment } from './moment';

export class AutoSavepoints {
  #line: readonly KeptMoment[] = [];
  /** How many of the line lie behind, the one that the program stands at included. */
  #behind = 0;
  /** Whether the program stands at the last one behind, or has gone on from it. */
  #stands: 'there' | 'further' = 'further';
  #taken = 0;

  get all(): readonly KeptMoment[] {
    return this.#line;
  }

  /** Below those of the store, which count up from 1. */
  nextId(): number {
    return -(this.#taken + 1);
  }

  /** A mark of the place where the program came to stand; of the line, the newest `keep` stay. */
  take(mark: KeptMoment, keep: number): void {
    this.#taken++;
    this.#line = [...this.#line.slice(0, this.#behind), mark].slice(-Math.max(1, keep));
    this.#behind = this.#line.length;
    this.#stands = 'there';
  }

  find(id: number): KeptMoment | undefined {
    return this.#line.find(({ savepoint }) => savepoint.id === id);
  }

  /** The one before the place where the program stands. */
  get previous(): KeptMoment | undefined {
    return this.#line[this.#stands === 'there' ? this.#behind - 2 : this.#behind - 1];
  }

  wentOn(): void {
    this.#stands = 'further';
  }

  /** The program was brought back to where it stood at a moment. */
  wentBackTo(moment: Moment): void {
    this.#behind = this.#line.filter((mark) => mark.moment.epoch <= moment.epoch).length;
    const last = this.#line[this.#behind - 1];
    this.#stands = last !== undefined && isSameStandpoint(last.moment, moment) ? 'there' : 'further';
  }

  /** Lets go of what is older than what the store still knows. */
  prune(oldestVersion: number): void {
    const kept = this.#line.filter(({ moment }) => moment.version >= oldestVersion);
    this.#behind = Math.max(0, this.#behind - (this.#line.length - kept.length));
    this.#line = kept;
  }
}

/** Of the paused frame: the same line of the same call. */
function isSameStandpoint({ frames: [one] }: Moment, { frames: [other] }: Moment): boolean {
  return one !== undefined && one.activation === other?.activation && one.line === other.line;
}
