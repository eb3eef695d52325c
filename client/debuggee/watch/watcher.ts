/**
 * Has a running program itself look, before each of its lines, whether some rules still hold: the condition of a breakpoint
 * on the line. It notes where each rule held last, and what the rule read there.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { RuleId } from '../../../server/protocol';

/** A rule that is looked at; `lines` are the only ones that it is for, 1-based, both included. */
export interface WatchedRule {
  readonly rule: RuleId;
  readonly expression: string;
  /** The path or uri's path of the only file that it is for. */
  readonly file?: string;
  readonly lines?: { readonly first: number; readonly last: number };
}

/** What a rule reads, as texts of the program's language; null where it is neither a plain value nor a short list of such. */
export interface Operand {
  readonly expression: string;
  readonly value: string | null;
}

/** Before this line ran, the rule was looked at and held. */
export interface LastHeld {
  readonly rule: RuleId;
  readonly source: string;
  readonly line: number;
  readonly operands: readonly Operand[];
}

export interface Watcher {
  /** Brings it into the program. Gives the rules that it can look at; the others need the debugger at each line. */
  install(frameId: number, rules: readonly WatchedRule[]): Promise<readonly WatchedRule[]>;
  /** The lines of a source that a breakpoint can be on. */
  lines(frameId: number, source: Dap.Source, path: string): Promise<readonly number[]>;
  /** True where some rule does not hold before this line; undefined where none is for this line. */
  condition(source: string, line: number): string | undefined;
  /** Looks at the rules for this line, in which the program stands, as it will before each of its lines. */
  look(frameId: number, source: string, line: number): Promise<void>;
  lastHeld(frameId: number): Promise<readonly LastHeld[]>;
  /** What a rule reads where the program stands. */
  operands(frameId: number, rule: RuleId): Promise<readonly Operand[]>;
  dispose(frameId: number): Promise<void>;
}

/** Whether a rule is for a line of a source. */
export function isFor({ file, lines }: WatchedRule, source: string, line: number): boolean {
  if (file !== undefined && file !== source) return false;
  return lines === undefined || (lines.first <= line && line <= lines.last);
}
