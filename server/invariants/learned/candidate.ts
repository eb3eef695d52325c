/** A rule that may be one: what it says, and how much it was seen. */

export type LearnedKind =
  'equal' | 'order' | 'bound' | 'sorted' | 'alternatives' | 'constant' | 'there' | 'type' | 'range';

/** A rule that no sample contradicts. */
export interface Candidate {
  readonly kind: LearnedKind;
  readonly expression: string;
  /** The terms that it is about. */
  readonly about: readonly string[];
  /** How many samples it was seen in, holding in all of them. */
  readonly of: number;
  /** The chance that one sample satisfies it by accident. */
  readonly chance: number;
}
