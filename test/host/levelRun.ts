/** What every level is run with. */
import { type TellTestEvent } from './testEvent';

export interface LevelRun {
  readonly files: readonly string[];
  /** Milliseconds that a test may take, where it does not say so itself. */
  readonly timeout: number;
  /** A regular expression; only the tests whose full title it matches are run. */
  readonly grep?: string;
  readonly tell: TellTestEvent;
}
