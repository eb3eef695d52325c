/**
 * The rules of all workspace folders, as their rules files stand now, and the check of all of them.
 *
 * A rule has a number of its own for as long as the server lives, which it keeps while its name and what it checks stay
 * as they are, wherever in its file it moves. Nothing here reads files or evaluates anything in the debuggee.
 */
import type { Evaluation, InvariantResult, Location, RuleToEvaluate } from '../protocol';
import type { ObjectId } from '../value';
import { SchemaCompiler } from './compileSchema';
import { invariantResult, judgeExpression, NOT_EVALUATED, type Outcome } from './judge';
import type { Problem, Rule } from './rule';
import { parseRulesFile } from './rulesFile';
import { checkSchemaRule, type Needs, type StateSource } from './schemaRule';

/** A rule that was checked, and what came of it. */
export interface Judgement {
  readonly rule: number;
  readonly name: string;
  readonly outcome: Outcome;
  readonly result: InvariantResult;
}

export type Judging =
  | { readonly kind: 'judged'; readonly judgements: readonly Judgement[] }
  /** These objects must be described first; then ask again. */
  | { readonly kind: 'needs'; readonly objects: readonly ObjectId[] };

export interface RuleEvaluation {
  readonly rule: number;
  readonly evaluation: Evaluation;
}

export interface KnownRule {
  readonly id: number;
  readonly rule: Rule;
}

export interface KnownFile {
  readonly uri: string;
  readonly rules: readonly KnownRule[];
  readonly problems: readonly Problem[];
}

export class Rules {
  readonly #compiler = new SchemaCompiler();
  readonly #files = new Map<string, KnownFile>();
  #lastId = 0;

  /** `text` is all of a rules file, null where there is none any more. Never throws: what is wrong becomes problems. */
  fileChanged(uri: string, text: string | null): void {
    if (text === null) {
      this.#files.delete(uri);
      return;
    }
    const { rules, problems } = parseRulesFile(text, this.#compiler);
    const known = new Map(this.#files.get(uri)?.rules.map(({ id, rule }) => [identity(rule), id]));
    const numbered = rules.map((rule) => ({ id: known.get(identity(rule)) ?? ++this.#lastId, rule }));
    this.#files.set(uri, { uri, rules: numbered, problems });
  }

  get files(): Iterable<KnownFile> {
    return this.#files.values();
  }

  /** The expressions that the client evaluates in the debuggee. */
  rulesToEvaluate(): RuleToEvaluate[] {
    return this.#all().flatMap(({ id, rule }) =>
      rule.kind === 'expression' ? [{ rule: id, expression: rule.expression }] : [],
    );
  }

  /** Judges every rule there is now; an expression rule whose evaluation is missing counts as not checked. */
  judge(evaluations: readonly RuleEvaluation[], state: StateSource, location?: Location): Judging {
    const byRule = new Map(evaluations.map(({ rule, evaluation }) => [rule, evaluation]));
    const judgements: Judgement[] = [];
    const needs = new Set<ObjectId>();
    for (const { id, rule } of this.#all()) {
      const outcome = check(rule, byRule.get(id), state);
      if (outcome.status === 'needs') for (const object of outcome.objects) needs.add(object);
      else judgements.push({ rule: id, name: rule.name, outcome, result: invariantResult(rule, outcome, location) });
    }
    return needs.size > 0 ? { kind: 'needs', objects: [...needs] } : { kind: 'judged', judgements };
  }

  #all(): KnownRule[] {
    return [...this.#files.values()].flatMap(({ rules }) => rules);
  }
}

function check(rule: Rule, evaluation: Evaluation | undefined, state: StateSource): Outcome | Needs {
  if (rule.kind === 'schema') return checkSchemaRule(rule, state);
  return evaluation === undefined ? NOT_EVALUATED : judgeExpression(rule, evaluation);
}

function identity(rule: Rule): string {
  return JSON.stringify(
    rule.kind === 'expression' ? [rule.name, rule.expression] : [rule.name, rule.variable, rule.schema.content],
  );
}
