/** Rules as a rules file declares them: what must hold whenever the debuggee is paused. */
import type { Range } from 'vscode-languageserver-protocol';
import type { CompiledSchema } from './compileSchema';

export type RuleSeverity = 'error' | 'warning' | 'information';

interface Declared {
  /** No other rule of its file has it. */
  readonly name: string;
  readonly severity: RuleSeverity;
  /** What the author wants said of a violation, before the facts. */
  readonly message?: string;
  /** Where its name stands in the file. */
  readonly range: Range;
}

/** An expression in the debuggee's language, evaluated in the paused frame. */
export interface ExpressionRule extends Declared {
  readonly kind: 'expression';
  readonly expression: string;
}

/** A JSON Schema over what a path names, checked in the server. */
export interface SchemaRule extends Declared {
  readonly kind: 'schema';
  readonly variable: string;
  readonly schema: CompiledSchema;
}

export type Rule = ExpressionRule | SchemaRule;

/** Something wrong in a rules file; a warning does not keep its rule from being checked. */
export interface Problem {
  readonly range: Range;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}
