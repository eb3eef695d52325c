/**
 * Rules in the comments of source files:
 *
 *     // @invariant account.balance >= 0
 *     # @invariant(rollback, warning) total == sum(amounts)
 *
 * In any language whose comments begin with `//`, `#`, `--` or `/*`. In parentheses right after the word may stand a policy
 * and a severity. A rule inside a function is for that function, one inside a class for the class, any other for its file.
 * Which function that is is told by indentation, so that no language has to be parsed.
 */
import type { RulePolicy } from '../protocol';
import type { Problem, Rule, RuleSeverity } from './rule';

export interface SourceRules {
  readonly rules: readonly Rule[];
  readonly problems: readonly Problem[];
}

/** A comment's beginning, the word, what is in parentheses right after it, and the rest of the line. */
const COMMENT = /(?:\/\/+|#+|--|\/\*+|^\s*\*)\s*@invariant\b(?:\(([^)]*)\))?(.*)$/u;

/** Whether the text may have rules at all: a quick look at what is mostly a no. */
export function mayHaveRules(text: string): boolean {
  return text.includes('@invariant');
}

export function parseSourceRules(text: string, uri: string): SourceRules {
  const rules: Rule[] = [];
  const problems: Problem[] = [];
  if (!mayHaveRules(text)) return { rules, problems };
  const lines = text.split(/\r\n|\r|\n/u);
  for (const [index, line] of lines.entries()) {
    const match = COMMENT.exec(line);
    if (match === null) continue;
    const [, words = '', rest = ''] = match;
    const expression = rest.replace(/\*\/.*$/u, '').trim();
    const start = match.index + match[0].length - rest.length + (rest.length - rest.trimStart().length);
    const range = lineRange(index, expression === '' ? match.index : start, expression.length || match[0].length);
    const options = readOptions(words);
    const problem = expression === '' ? EMPTY : options.problem;
    if (problem !== undefined) {
      problems.push({ range, severity: 'error', message: problem });
      if (expression !== '') rules.push(wrongRule(expression, uri, range, problem));
      continue;
    }
    const { policy = 'report', severity = 'error' } = options;
    const within = enclosingBlock(lines, index);
    const where = { files: { uri }, ...(within !== undefined && { lines: within }) };
    rules.push({ kind: 'expression', name: expression, expression, severity, policy, where, range });
  }
  return { rules, problems };
}

function wrongRule(name: string, uri: string, range: Problem['range'], problem: string): Rule {
  const reason = problem.replace(/\.$/u, '');
  return { kind: 'wrong', name, severity: 'error', policy: 'report', where: { files: { uri } }, range, reason };
}

const EMPTY = 'This invariant says nothing; write an expression after it: @invariant account.balance >= 0.';

const POLICIES: readonly RulePolicy[] = ['report', 'pause', 'rollback', 'rewind'];
const SEVERITIES: readonly RuleSeverity[] = ['error', 'warning', 'information'];

interface Options {
  readonly policy?: RulePolicy;
  readonly severity?: RuleSeverity;
  readonly problem?: string;
}

function readOptions(words: string): Options {
  let options: Options = {};
  for (const word of words.split(',').map((part) => part.trim())) {
    const policy = POLICIES.find((known) => known === word);
    const severity = SEVERITIES.find((known) => known === word);
    if (policy !== undefined) options = { ...options, policy };
    else if (severity !== undefined) options = { ...options, severity };
    else if (word !== '') {
      const known = [...POLICIES, ...SEVERITIES].join(', ');
      return { problem: `'${word}' is neither a policy nor a severity of an invariant; there are ${known}.` };
    }
  }
  return options;
}

/** The function or class that a line is in, header and end included; undefined at the file's own level. */
function enclosingBlock(lines: readonly string[], index: number): { first: number; last: number } | undefined {
  let indent = indentOf(lines[index] ?? '');
  for (let at = index - 1; at >= 0 && indent > 0; at--) {
    const line = lines[at] ?? '';
    if (isBlank(line) || indentOf(line) >= indent) continue;
    indent = indentOf(line);
    if (!isHeader(line)) continue;
    return { first: at + 1, last: lastLineOf(lines, at) };
  }
  return undefined;
}

/** A block goes on for as long as its lines are indented further, and takes in a closing bracket. */
function lastLineOf(lines: readonly string[], header: number): number {
  const indent = indentOf(lines[header] ?? '');
  let last = header;
  for (let at = header + 1; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (isBlank(line)) continue;
    if (indentOf(line) <= indent) return /^\s*[)\]}]/u.test(line) ? at + 1 : last + 1;
    last = at;
  }
  return last + 1;
}

const CONTROL = /^(?:\}\s*)?(?:else|if|elif|for|while|switch|match|case|default|do|try|catch|except|finally|with)\b/u;

/** Whether a line begins a function or a class: it opens a block, and is no control flow. */
function isHeader(line: string): boolean {
  const text = line.trim();
  if (CONTROL.test(text)) return false;
  if (/^(?:async\s+)?(?:def|class|func|fn|function|sub|proc)\b/u.test(text)) return true;
  return /(?:\)|=>)[^()]*\{\s*(?:\/\/.*|\/\*.*)?$|\bclass\b.*\{\s*$|\)\s*:\s*[^()]*\{\s*$/u.test(text);
}

function isBlank(line: string): boolean {
  return line.trim() === '';
}

/** A tab counts as one column: a file that mixes them is not told apart here. */
function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function lineRange(line: number, character: number, length: number): Problem['range'] {
  return { start: { line, character }, end: { line, character: character + length } };
}
