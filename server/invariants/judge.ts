/** The judgement of a rule where the debuggee stands, and the sentences in which it is told. */
import { basename } from './sourceFile';
import type { Evaluation, InvariantResult, Location, RuleId, RulePolicy } from '../protocol';
import type { ExpressionRule } from './rule';

/** What a check found; `detail` is the fact alone: a sentence without its full stop. */
export interface Outcome {
  readonly status: InvariantResult['status'];
  readonly detail: string;
}

export function judgeExpression(rule: ExpressionRule, evaluation: Evaluation): Outcome {
  const expression = onOneLine(rule.expression);
  switch (evaluation.value) {
    case 'true':
      return { status: 'held', detail: `${expression} is true` };
    case 'false':
      return { status: 'violated', detail: `${expression} is false` };
    case 'not-in-scope':
      return { status: 'not-applicable', detail: `${evaluation.name} is not in scope` };
    case 'other': {
      const gave = `${onOneLine(evaluation.text)} (${evaluation.type})`;
      return { status: 'not-checked', detail: `${expression} gave ${gave}, not true or false` };
    }
    case 'error':
      return { status: 'not-checked', detail: withoutFullStop(onOneLine(evaluation.message)) };
  }
}

/** Of a rule that came, or became another, after it was asked which are to be evaluated. */
export const NOT_EVALUATED: Outcome = {
  status: 'not-checked',
  detail: 'the rules kept changing while they were checked',
};

/** What a rule with a name, and perhaps a message of its author's, says of an outcome. */
export interface Told {
  readonly name: string;
  readonly message?: string;
}

export function invariantResult(
  { id, rule }: { readonly id: RuleId; readonly rule: Told & { readonly policy: RulePolicy } },
  outcome: Outcome,
  location: Location | undefined,
): InvariantResult {
  const { name, policy } = rule;
  return { rule: id, name, policy, status: outcome.status, message: sentence(rule, outcome, location) };
}

function sentence(rule: Told, { status, detail }: Outcome, location: Location | undefined): string {
  const named = `Rule '${rule.name}'`;
  switch (status) {
    case 'held':
      return `${named} holds: ${detail}.`;
    case 'violated':
      return `${named} is violated${at(location)}: ${violation(rule, detail)}`;
    case 'not-applicable':
      return `${named} does not apply here: ${detail}.`;
    case 'not-checked':
      return `${named} could not be checked: ${detail}.`;
  }
}

/** The author's message, if there is one, and the facts. */
export function violation({ message }: Told, detail: string): string {
  return message === undefined ? `${detail}.` : `${withoutFullStop(message.trim())}: ${detail}.`;
}

/** " at transfer.js:12 in transfer()", or nothing. */
export function at(location: Location | undefined): string {
  if (location === undefined) return '';
  const call = location.function === '' ? '' : ` in ${location.function}()`;
  return ` at ${basename(location.source)}:${location.line}${call}`;
}

const LONGEST = 120;

function onOneLine(text: string): string {
  const line = text.trim().replace(/\s+/gu, ' ');
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
}

function withoutFullStop(text: string): string {
  return text.replace(/[.:]$/u, '');
}
