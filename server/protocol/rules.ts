/** The workspace's rules: which are to be evaluated, what comes of it, and those that are learned. */
import type { InvariantResult, Location, RuleId, SavepointRef, SessionId } from './words';
import { NotificationType, RequestType } from 'vscode-languageserver-protocol';

export interface RuleToEvaluate {
  readonly rule: RuleId;
  readonly expression: string;
  /** Whether it only looks at variables, as far as its text tells. */
  readonly effects: 'none' | 'possible';
  /** How it may change the program, as a phrase that completes "it …"; absent where it only looks. */
  readonly sideEffect?: string;
}

export type Evaluation =
  | { readonly value: 'true' | 'false' }
  | { readonly value: 'other'; readonly type: string; readonly text: string }
  | { readonly value: 'not-in-scope'; readonly name: string }
  | { readonly value: 'error'; readonly message: string };

export interface RulesToEvaluateParams {
  readonly session: SessionId;
  readonly location?: Location;
  /** `changed`: a rule is left out where nothing that it reads has changed since it was checked. */
  readonly which: 'all' | 'changed';
}

export const RulesToEvaluate = new RequestType<RulesToEvaluateParams, readonly RuleToEvaluate[], void>(
  'savepoint/rulesToEvaluate',
);

/** Of what was observed last, as the request for the rules to evaluate is. */
export interface JudgeParams {
  readonly session: SessionId;
  readonly location?: Location;
  readonly which: 'all' | 'changed';
  readonly evaluations: readonly { readonly rule: RuleId; readonly evaluation: Evaluation }[];
  /** If the program stopped on one. */
  readonly exception?: StopException;
  /**
   * What to do about a rule that the workspace has only had since the request for the rules to evaluate: `refuse` to judge
   * any, or say that it is `not-checked`.
   */
  readonly newRules: 'refuse' | 'not-checked';
}

/** Null where it is refused: which rules are to be evaluated has to be asked again. */
export const Judge = new RequestType<JudgeParams, readonly InvariantResult[] | null, void>('savepoint/judge');

/** A rule that held in every sample of good states; a guess until somebody makes it a rule. */
export interface LearnedRule {
  /** In the program's language. */
  readonly expression: string;
  readonly function: string;
  readonly source?: string;
  /** In how many samples it held, which are all that it could be seen in. */
  readonly held: number;
  /** How many more samples it needs to be likely, at a confidence of .99; 0 where it is. */
  readonly needs: number;
}

/** Says that what the program holds at a savepoint is as it should be: rules are learned from it. */
export const MarkGood = new RequestType<{ session: SessionId; target: SavepointRef }, null, void>('savepoint/markGood');

export const Learn = new RequestType<{ session: SessionId }, readonly LearnedRule[], void>('savepoint/learn');

export interface AddRulesParams {
  readonly session: SessionId;
  /** The rules file as it stands; null where there is none. */
  readonly text: string | null;
  readonly rules: readonly NewRule[];
}

export interface NewRule {
  readonly name: string;
  readonly expression: string;
  readonly files?: readonly string[];
  readonly functions?: readonly string[];
}

/** The rules file's text with further rules, and the rest of it kept. */
export const AddRules = new RequestType<AddRulesParams, string, void>('savepoint/addRules');

/** The text of a rules file or of a source file; null where there is none any more. */
export const RulesChanged = new NotificationType<{ uri: string; text: string | null }>('savepoint/rulesChanged');

/** What is in a file: its text, or a phrase that completes "it cannot be read:". */
export type FileContent =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'unreadable'; readonly reason: string };

/** From the server: all files that schemas refer to now, which it is to be told of, and again when they change. */
export const SchemaFilesWanted = new NotificationType<{ uris: readonly string[] }>('savepoint/schemaFilesWanted');

export const SchemaFileChanged = new NotificationType<{ uri: string; content: FileContent }>(
  'savepoint/schemaFileChanged',
);

export interface RuleToWatch extends RuleToEvaluate {
  /** The path of the only file, and the only lines (1-based, both included), that it is for. */
  readonly file?: string;
  readonly lines?: { readonly first: number; readonly last: number };
}

/** The rules that the program could look at by itself, wherever it stands, and how many others there are. */
export const RulesToWatch = new RequestType<
  { session: SessionId },
  { readonly rules: readonly RuleToWatch[]; readonly others: number },
  void
>('savepoint/rulesToWatch');

/** What the program stopped on. */
export interface StopException {
  /** The name of its type, `TypeError`; or whatever the debugger calls it. */
  readonly type: string;
  readonly message: string;
}
