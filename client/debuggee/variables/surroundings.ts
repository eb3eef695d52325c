/** What is known of the place that variables are read from, and holds for them. */
import type { ActivationId, Label } from '../../../server/value';

export interface Marking {
  readonly label: Label;
  /** A phrase. */
  readonly reason: string;
  /**
   * What else it holds for: the object's own `parts`, or what a container keeps for itself beside its `elements`, or
   * `everything` inside, pointers followed.
   */
  readonly extent?: 'parts' | 'beside-elements' | 'everything';
}

/** Where variables are read from. */
export interface Surroundings {
  /** A text for the owner that is no other owner's. */
  readonly place: string;
  readonly owner: 'frame' | 'object';
  readonly scope?: string;
  /** The call whose own variables they are, or are part of. */
  readonly holder?: ActivationId;
  /** What holds for all of them, since it holds for what they are part of. */
  readonly inherited?: Marking;
  readonly writable: 'writable' | Marking;
}
