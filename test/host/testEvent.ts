/** What a level tells the runner while its tests run, whatever process they run in. */
export type TestEvent =
  | { readonly kind: 'begin'; readonly title: string }
  | { readonly kind: 'passed'; readonly title: string; readonly milliseconds: number }
  | { readonly kind: 'failed'; readonly title: string; readonly error: string }
  | { readonly kind: 'skipped'; readonly title: string }
  /** Something for the person who reads the run, such as where a screenshot was kept. */
  | { readonly kind: 'note'; readonly text: string };

export type TellTestEvent = (event: TestEvent) => void;

/** Begins each line of the extension host's console that is a test event in JSON. */
export const EVENT_MARK = '@savepoint-test-event ';
