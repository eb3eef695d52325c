/** What is shown in Problems: what is wrong in rules files, and the violated rules, there and where they were seen. */
import { type Diagnostic, DiagnosticSeverity, type Range, uinteger } from 'vscode-languageserver-protocol';
import type { Location } from '../protocol';
import { at, violation } from './judge';
import type { KnownRule, Problem, RuleSeverity } from './rule';
import type { Judgement, KnownFile } from './rules';
import { uriOf } from './sourceFile';

/** The last check of a session that is still paused where it was made. */
export interface Check {
  readonly judgements: readonly Judgement[];
  readonly location?: Location;
}

export type DiagnosticsByFile = ReadonlyMap<string, readonly Diagnostic[]>;

/** Only of files that have some; `checks` holds one check for each session. */
export function diagnostics(files: Iterable<KnownFile>, checks: readonly Check[]): DiagnosticsByFile {
  const found = new Map<string, Diagnostic[]>();
  const add = (uri: string, diagnostic: Diagnostic): void => {
    const list = found.get(uri);
    if (list === undefined) found.set(uri, [diagnostic]);
    else list.push(diagnostic);
  };
  for (const { uri, rules, problems } of files) {
    for (const problem of problems) add(uri, ofProblem(problem));
    for (const check of checks)
      for (const { rule, outcome } of check.judgements) {
        const known = rules.find(({ id }) => id === rule);
        if (known === undefined || outcome.status !== 'violated') continue;
        const [atRule, atSource] = ofViolation(uri, known, outcome.detail, check.location);
        add(uri, atRule);
        if (atSource !== undefined) add(atSource.uri, atSource.diagnostic);
      }
  }
  return found;
}

/** What to send: all that there is now, and an empty list for each file that had some and has none any more. */
export function publications(now: DiagnosticsByFile, before: Iterable<string>): DiagnosticsByFile {
  const all = new Map(now);
  for (const uri of before) if (!all.has(uri)) all.set(uri, []);
  return all;
}

function ofProblem({ range, severity, message }: Problem): Diagnostic {
  return { range, severity: SEVERITY[severity], source: 'savepoint', message };
}

function ofViolation(
  uri: string,
  { rule }: KnownRule,
  detail: string,
  location: Location | undefined,
): [Diagnostic, { readonly uri: string; readonly diagnostic: Diagnostic }?] {
  const facts = violation(rule, detail);
  const common = { severity: SEVERITY[rule.severity], source: 'savepoint', code: rule.name };
  const atRule = { ...common, range: rule.range, message: `Violated${at(location)}: ${facts}` };
  const source = location && uriOf(location.source);
  if (location === undefined || source === undefined) return [atRule];
  const line = lineRange(location.line);
  const ruleIsHere = { location: { uri, range: rule.range }, message: `Rule '${rule.name}' is declared here.` };
  const lineIsHere = { location: { uri: source, range: line }, message: `The program stands here${at(location)}.` };
  return [
    { ...atRule, relatedInformation: [lineIsHere] },
    {
      uri: source,
      diagnostic: {
        ...common,
        range: line,
        message: `Rule '${rule.name}' is violated: ${facts}`,
        relatedInformation: [ruleIsHere],
      },
    },
  ];
}

/** All of a line that is counted from 1. */
function lineRange(line: number): Range {
  const index = Math.max(line - 1, 0);
  return { start: { line: index, character: 0 }, end: { line: index, character: uinteger.MAX_VALUE } };
}

const SEVERITY: Record<RuleSeverity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};
