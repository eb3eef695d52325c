/**
 * The rules of all workspace folders, as their rules files and source comments stand now, and the check of all of them.
 *
 * A rule has an identifier of its own, which it keeps while its name and what it checks stay as they are, wherever in its
 * file it moves. Nothing here reads files or evaluates anything in the debuggee.
 */
import { createHash } from 'node:crypto';
import type {
  Evaluation,
  FileContent,
  InvariantResult,
  Language,
  Location,
  RuleId,
  RuleToEvaluate,
  RuleToWatch,
  StopException,
} from '../protocol';
import type { ObjectId } from '../value';
import { SchemaCompiler } from './compileSchema';
import type { Earlier } from './earlier';
import { checkExceptionRule } from './exceptionRule';
import { readPaths } from './expressionPaths';
import { invariantResult, judgeExpression, NOT_EVALUATED, type Outcome } from './judge';
import type { KnownRule, Problem, Rule } from './rule';
import { parseRulesFile } from './rulesFile';
import { SchemaFiles } from './schemaFiles';
import { checkSchemaRule, type StateSource } from './schemaRule';
import { sideEffect } from './sideEffects';
import { parseSourceRules } from './sourceRules';
import { isOfAnotherFile, pathOf, whyNotHere } from './where';

/** A rule that was checked, and what came of it. */
export interface Judgement {
  readonly rule: RuleId;
  readonly name: string;
  readonly outcome: Outcome;
  readonly result: InvariantResult;
}

export type Judging =
  | { readonly kind: 'judged'; readonly judgements: readonly Judgement[] }
  /** These objects must be described first; then ask again. */
  | { readonly kind: 'needs'; readonly objects: readonly ObjectId[] };

export interface RuleEvaluation {
  readonly rule: RuleId;
  readonly evaluation: Evaluation;
}

export interface KnownFile {
  readonly uri: string;
  /** As it was told last. */
  readonly text: string;
  readonly rules: readonly KnownRule[];
  readonly problems: readonly Problem[];
  /** The uris of the files that its schemas refer to, and that those refer to. */
  readonly refersTo: ReadonlySet<string>;
}

export class Rules {
  readonly #compiler = new SchemaCompiler();
  readonly #files = new Map<string, KnownFile>();
  readonly #schemaFiles = new SchemaFiles();
  #checks = 0;

  /**
   * `text` is all of a rules file or of a source file, null where there is none any more. Never throws: what is wrong
   * becomes problems.
   */
  fileChanged(uri: string, text: string | null): void {
    const refersTo = new Set<string>();
    const { rules, problems } = text === null ? NOTHING : this.#parse(uri, text, refersTo);
    // A source file without rules is none that has to be remembered.
    if (text === null || (rules.length === 0 && problems.length === 0)) {
      this.#files.delete(uri);
      return;
    }
    this.#files.set(uri, { uri, text, rules: identified(uri, rules), problems, refersTo });
  }

  #parse(uri: string, text: string, refersTo: Set<string>): ReturnType<typeof parseRulesFile> {
    if (!isRulesFile(uri)) return parseSourceRules(text, uri);
    return parseRulesFile(text, this.#compiler, {
      file: uri,
      folder: uri.slice(0, -RULES_FILE.length),
      document: (other) => {
        refersTo.add(other);
        return this.#schemaFiles.document(other);
      },
    });
  }

  /** The files that schemas refer to, which somebody has to tell of; those that are told may refer to more. */
  get schemaFiles(): ReadonlySet<string> {
    return new Set([...this.#files.values()].flatMap(({ refersTo }) => [...refersTo]));
  }

  /** Rules that refer to the file, whatever the way, are read again. */
  schemaFileChanged(uri: string, content: FileContent): void {
    if (!this.#schemaFiles.tell(uri, content)) return;
    for (const file of [...this.#files.values()]) if (file.refersTo.has(uri)) this.fileChanged(file.uri, file.text);
    this.#schemaFiles.keep(this.schemaFiles);
  }

  file(uri: string): KnownFile | undefined {
    return this.#files.get(uri);
  }

  get files(): Iterable<KnownFile> {
    return this.#files.values();
  }

  /**
   * The expressions that the client evaluates in the debuggee, which stands at `location`: those of rules that are for
   * this place and whose outcome is not known from an earlier check.
   */
  rulesToEvaluate(location?: Location, earlier?: Earlier, language: Language = 'other'): RuleToEvaluate[] {
    return this.#all().flatMap((known) => {
      const { id, rule } = known;
      if (rule.kind !== 'expression' || whyNotHere(rule.where, location) !== undefined) return [];
      return earlier?.outcomeOf(known) === undefined ? [toEvaluate(id, rule.expression, language)] : [];
    });
  }

  /** The rules that are expressions, wherever they are for; rules about exceptions need no looking at. */
  rulesToWatch(language: Language): { readonly rules: RuleToWatch[]; readonly others: number } {
    const rules = this.#all().flatMap(({ id, rule }): RuleToWatch[] => {
      if (rule.kind !== 'expression') return [];
      const { files, lines } = rule.where;
      const file = files !== undefined && 'uri' in files ? pathOf(files.uri) : undefined;
      return [
        {
          ...toEvaluate(id, rule.expression, language),
          ...(file !== undefined && { file }),
          ...(lines !== undefined && { lines }),
        },
      ];
    });
    return { rules, others: this.#all().filter(({ rule }) => rule.kind === 'schema').length };
  }

  /** Judges every rule there is now, but for comments in other files; an expression rule whose evaluation is missing counts as not checked. */
  judge(
    evaluations: readonly RuleEvaluation[],
    state: StateSource,
    location?: Location,
    earlier?: Earlier,
    exception?: StopException,
  ): Judging {
    const byRule = new Map(evaluations.map(({ rule, evaluation }) => [rule, evaluation]));
    const judgements: Judgement[] = [];
    const needs = new Set<ObjectId>();
    for (const known of this.#all()) {
      const { id, rule } = known;
      // What a comment in another file says is not about this place at all.
      if (isOfAnotherFile(rule.where, location)) continue;
      const outcome = this.#check(known, byRule.get(id), { state, location, earlier, exception });
      if (outcome.status === 'needs') for (const object of outcome.objects) needs.add(object);
      else judgements.push({ rule: id, name: rule.name, outcome, result: invariantResult(known, outcome, location) });
    }
    return needs.size > 0 ? { kind: 'needs', objects: [...needs] } : { kind: 'judged', judgements };
  }

  #check(known: KnownRule, evaluation: Evaluation | undefined, { state, location, earlier, exception }: Situation) {
    const { rule } = known;
    const elsewhere = whyNotHere(rule.where, location);
    if (elsewhere !== undefined) return { status: 'not-applicable', detail: elsewhere } as const;
    if (rule.kind === 'exception') {
      this.#checks++;
      return checkExceptionRule(rule, exception);
    }
    if (rule.kind === 'wrong') return { status: 'not-checked', detail: rule.reason } as const;
    const outcome = evaluation === undefined ? earlier?.outcomeOf(known) : undefined;
    if (outcome !== undefined) return outcome;
    this.#checks++;
    if (rule.kind === 'expression') {
      if (evaluation === undefined) return NOT_EVALUATED;
      const judged = judgeExpression(rule, evaluation);
      earlier?.noteExpression(known, judged);
      return judged;
    }
    const reads = new Set<ObjectId>();
    const checked = checkSchemaRule(rule, state, reads);
    if (checked.status !== 'needs') earlier?.noteSchema(known, checked, reads);
    return checked;
  }

  /** How many times a rule was checked, rather than known from before. */
  get checks(): number {
    return this.#checks;
  }

  #all(): KnownRule[] {
    return [...this.#files.values()].flatMap(({ rules }) => rules);
  }
}

const NOTHING = { rules: [], problems: [] };
const RULES_FILE = '/.vscode/savepoint.json';

export function isRulesFile(uri: string): boolean {
  return uri.endsWith(RULES_FILE);
}

interface Situation {
  readonly state: StateSource;
  readonly location: Location | undefined;
  readonly earlier: Earlier | undefined;
  readonly exception: StopException | undefined;
}

function toEvaluate(rule: RuleId, expression: string, language: Language): RuleToEvaluate {
  const effect = sideEffect(expression, language);
  const effects = readPaths(expression) === undefined ? 'possible' : 'none';
  return { rule, expression, effects, ...(effect !== undefined && { sideEffect: effect }) };
}

/** By what they are, and not by a number: a server that was started anew gives the same. */
function identified(uri: string, rules: readonly Rule[]): readonly KnownRule[] {
  const alike = new Map<string, number>();
  return rules.map((rule) => {
    const identity = identityOf(rule);
    const before = alike.get(identity) ?? 0;
    alike.set(identity, before + 1);
    const id = createHash('sha256')
      .update(JSON.stringify([uri, identity, before]))
      .digest('hex');
    return { id: id.slice(0, ID_LENGTH), rule };
  });
}

const ID_LENGTH = 16;

function identityOf(rule: Rule): string {
  switch (rule.kind) {
    case 'expression':
      return JSON.stringify([rule.name, rule.expression]);
    case 'schema':
      return JSON.stringify([rule.name, rule.variable, rule.schema.content]);
    case 'exception':
      return JSON.stringify([rule.name, rule.exceptions]);
    case 'wrong':
      return JSON.stringify([rule.name, 'wrong']);
  }
}
