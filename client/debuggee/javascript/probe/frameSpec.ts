/** A frame as the client describes it, and the functions that its text makes for the names that the frame sees. */

/** As the client read it off the source: `body` and `block` are the function's own, `outer` is of a scope around it. */
export type Place = 'body' | 'block' | 'outer' | 'unknown';

export type NameSpec = readonly [
  name: string,
  place: Place,
  isConstant: boolean,
  /** Where it is declared in the source, so that two variables of one name are told apart; -1 if unknown. */
  declaration: number,
  /** Whether an inner function uses it, so that kept closures reach it. */
  isCaptured: boolean,
];

/** One name of a frame: getter and setter as the evaluate made them. */
export type Accessors = readonly [get: () => unknown, set: (value: unknown) => void];

export interface FrameSpec {
  readonly activation: number | null;
  readonly function: string;
  readonly source: string | null;
  readonly line: number;
  readonly depth: number;
  readonly names: readonly NameSpec[];
  /** Whether it is code outside of functions, of which there is one activation. */
  readonly runsOnce: boolean;
}

/** Whether a name has its value from the call itself: it is no variable, and nothing assigns it. */
export function isGivenByCall(name: string): boolean {
  return name === 'this' || name === 'arguments';
}
