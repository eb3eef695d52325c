/** What variables held at one stop of the program, as far as rules are learned from it. */

export type Observed =
  | number
  | string
  | boolean
  /** Null, None or undefined, as the program's language names it. */
  | { readonly kind: 'nothing'; readonly text: string }
  | { readonly kind: 'object'; readonly class: string }
  /** An array, list, map or set; `items` are its elements where all are numbers or all are texts. */
  | {
      readonly kind: 'collection';
      readonly class: string;
      readonly measure: 'length' | 'size';
      readonly length: number;
      readonly items?: readonly number[] | readonly string[];
    };

export interface Sample {
  /** Where the program stood; rules are learned for each function of its own. */
  readonly function: string;
  readonly source?: string;
  /** By path, as it is written in the program's language: `account.balance`. */
  readonly values: ReadonlyMap<string, Observed>;
}
