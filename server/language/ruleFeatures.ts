/**
 * What the editor is told of the rules in a text, where it stands: verdicts above comments and in hovers, quick fixes at
 * violations, and names to complete in a rules file. Pure: it is given the rules, their verdicts and the names.
 */
import {
  type CodeAction,
  CodeActionKind,
  type CodeLens,
  type CompletionItem,
  CompletionItemKind,
  type Diagnostic,
  type Hover,
  type Position,
  type Range,
  type TextEdit,
} from 'vscode-languageserver-protocol';
import { pathsRead } from '../invariants/expressionPaths';
import type { InvariantResult, RuleId, SessionId } from '../protocol';
import type { KnownRule } from '../invariants/rule';

/** What the last check of a paused session came to for a rule. */
export interface Verdict {
  readonly session: SessionId;
  readonly status: InvariantResult['status'];
  /** A sentence. */
  readonly message: string;
  /** A fact, without its full stop. */
  readonly detail: string;
}

export interface RuledText {
  readonly uri: string;
  /** As it was told last. */
  readonly text: string;
  readonly rules: readonly KnownRule[];
}

/** Undefined where no session has been checked where it stands. */
export type VerdictOf = (rule: RuleId) => Verdict | undefined;

const MARKS: Readonly<Record<Verdict['status'], string>> = {
  held: '$(pass) holds',
  violated: '$(error) violated',
  'not-applicable': '$(circle-slash) does not apply',
  'not-checked': '$(question) not checked',
};

/** One for each rule in a comment. */
export function ruleLenses({ rules }: RuledText, verdictOf: VerdictOf): CodeLens[] {
  return rules.map(({ id, rule }) => {
    const verdict = verdictOf(id);
    const title =
      verdict === undefined
        ? '$(debug-pause) checked when the program is paused'
        : `${MARKS[verdict.status]}: ${verdict.detail}`;
    return { range: rule.range, command: { title, command: verdict === undefined ? '' : 'savepoint.check' } };
  });
}

export function ruleHover({ rules }: RuledText, position: Position, verdictOf: VerdictOf): Hover | null {
  const known = rules.find(({ rule }) => isIn(position, rule.range));
  if (known === undefined) return null;
  const { message = `Rule '${known.rule.name}' is checked when the program is paused.` } = verdictOf(known.id) ?? {};
  const policy = `Policy: ${known.rule.policy}.`;
  return { contents: { kind: 'plaintext', value: `${message}\n${policy}` }, range: known.rule.range };
}

/** For a diagnostic of a violated rule, in the text that it is about; `declared` has the rule. */
export function ruleActions(
  diagnostic: Diagnostic,
  declared: RuledText,
  known: KnownRule,
  verdict: Verdict | undefined,
): CodeAction[] {
  const { rule } = known;
  const actions: CodeAction[] = [];
  const command = (title: string, id: string, ...given: unknown[]): void => {
    actions.push({
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      command: { title, command: id, arguments: given },
    });
  };
  if (verdict?.status === 'violated') {
    const { session } = verdict;
    const paths =
      rule.kind === 'expression' ? pathsRead(rule.expression) : rule.kind === 'schema' ? [rule.variable] : [];
    command('Roll back to the last good savepoint', 'savepoint.rollbackToGood', { session });
    if (paths.length > 0) command(`Roll back only ${paths.join(', ')}`, 'savepoint.rollbackToGood', { session, paths });
    command('Show what changed since the last good savepoint', 'savepoint.showChangesSinceGood', { session });
  }
  const edit = disabling(declared, rule);
  if (edit !== undefined)
    actions.push({
      title: `Disable rule '${rule.name}'`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      edit: { changes: { [declared.uri]: [edit] } },
    });
  return actions;
}

const WORD = '@invariant';

/** A rule of a file gets a key, a comment another word. */
function disabling({ text, uri }: RuledText, { range }: KnownRule['rule']): TextEdit | undefined {
  if (uri.endsWith('.json')) {
    // The range is that of the rule's name, which is followed by the rest of its object or ends it.
    return { range: { start: range.end, end: range.end }, newText: ', "enabled": false' };
  }
  const line = text.split(/\r\n|\r|\n/u)[range.start.line] ?? '';
  const character = line.indexOf(WORD);
  if (character < 0) return undefined;
  const start = { line: range.start.line, character };
  return { range: { start, end: { ...start, character: character + WORD.length } }, newText: '@disabled-invariant' };
}

/** Whether a rules file's text at a position is within a value that names variables, and what was typed of one. */
const NAMING = /"(?:expression|variable)"\s*:\s*"(?:[^"\\]|\\.)*?(?<typed>[\p{L}\p{N}_$.]*)$/u;

/** The paths of the variables of paused programs, where one is written. */
export function pathCompletions(
  text: string,
  { line, character }: Position,
  paths: readonly string[],
): CompletionItem[] {
  const before = (text.split(/\r\n|\r|\n/u)[line] ?? '').slice(0, character);
  const typed = NAMING.exec(before)?.groups?.['typed'];
  if (typed === undefined) return [];
  const range = { start: { line, character: character - typed.length }, end: { line, character } };
  return paths.map((path) => ({
    label: path,
    kind: path.includes('.') || path.includes('[') ? CompletionItemKind.Field : CompletionItemKind.Variable,
    filterText: path,
    textEdit: { range, newText: JSON.stringify(path).slice(1, -1) },
  }));
}

function isIn({ line, character }: Position, { start, end }: Range): boolean {
  if (line < start.line || line > end.line) return false;
  return (line > start.line || character >= start.character) && (line < end.line || character <= end.character);
}
