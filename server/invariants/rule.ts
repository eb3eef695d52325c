/** Rules as rules files and source comments declare them: what must hold whenever the debuggee is paused. */
import type { Range } from 'vscode-languageserver-protocol';
import type { RuleId, RulePolicy } from '../protocol';
import type { CompiledSchema } from './compileSchema';

export type RuleSeverity = 'error' | 'warning' | 'information';

/** Where a rule is checked; everywhere that its names are in scope if nothing is said. */
export interface Where {
  /** Globs, relative to the folder that holds the rules file; or, of a rule in a source comment, that one file. */
  readonly files?: { readonly root: string; readonly globs: readonly string[] } | { readonly uri: string };
  readonly functions?: readonly string[];
  /** Of a comment inside a function: the function's lines, 1-based, both included. */
  readonly lines?: { readonly first: number; readonly last: number };
}

interface Declared {
  /** No other rule of its rules file has it; that of a source comment is its expression. */
  readonly name: string;
  readonly severity: RuleSeverity;
  readonly policy: RulePolicy;
  readonly where: Where;
  /** What the author wants said of a violation, before the facts. */
  readonly message?: string;
  /** Where its name, or the expression of a comment, stands in the file. */
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

/** The program must not stop on such an exception. */
export interface ExceptionRule extends Declared {
  readonly kind: 'exception';
  /** Globs over the names of exceptions' types. */
  readonly exceptions: readonly string[];
}

/** A rule that cannot be checked as it is written. */
export interface WrongRule extends Declared {
  readonly kind: 'wrong';
  /** A sentence without its full stop. */
  readonly reason: string;
}

export type Rule = ExpressionRule | SchemaRule | ExceptionRule | WrongRule;

/** A rule, and what it is known by. */
export interface KnownRule {
  readonly id: RuleId;
  readonly rule: Rule;
}

/** Something wrong in a rules file or a comment; a warning does not keep its rule from being checked. */
export interface Problem {
  readonly range: Range;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}
