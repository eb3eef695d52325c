/**
 * The text of a rules file, `.vscode/savepoint.json`: the rules in it, and a problem, at its place, for each thing that is
 * wrong. A rule with a name that is wrong is there as such. It never throws, whatever the text.
 */
import type { RulePolicy } from '../protocol';
import type { CompiledSchema, SchemaCompiler } from './compileSchema';
import { type Aspect, type JsonPath, JsonText } from './jsonText';
import type { Problem, Rule, RuleSeverity, Where } from './rule';
import { type Finding, layoutFindings, ruleLabel } from './rulesFileLayout';
import type { SchemaPlace } from './schemaReferences';

export interface RulesFile {
  readonly rules: readonly Rule[];
  readonly problems: readonly Problem[];
}

/** The place's folder is the one that globs are relative to. */
export function parseRulesFile(text: string, compiler: SchemaCompiler, place: SchemaPlace): RulesFile {
  return new RulesFileReader(text, compiler, place).read();
}

class RulesFileReader {
  readonly #json: JsonText;
  readonly #problems: Problem[] = [];
  /** By the rule's index, the first sentence on what is wrong with it. */
  readonly #wrongRules = new Map<unknown, string>();

  constructor(
    text: string,
    private readonly compiler: SchemaCompiler,
    private readonly place: SchemaPlace,
  ) {
    this.#json = new JsonText(text);
  }

  read(): RulesFile {
    const { syntaxMistakes, value } = this.#json;
    // What follows the first mistake of a text that is no JSON at all says nothing.
    const telling = value === undefined ? syntaxMistakes.slice(0, 1) : syntaxMistakes;
    for (const mistake of telling) this.#problems.push({ ...mistake, severity: 'error' });
    if (value === undefined && telling.length > 0) return { rules: [], problems: this.#problems };
    for (const finding of layoutFindings(value)) this.#note(finding);
    for (const { object, key, range } of this.#json.repeatedKeys())
      this.#problem(object, { range, severity: 'error', message: `The key "${key}" is there twice; remove one.` });
    const entries = entriesOf(value);
    this.#noteRepeatedNames(entries);
    const rules = entries.flatMap((entry, index) => this.#rule(entry, index) ?? []);
    return { rules, problems: this.#problems };
  }

  #note({ path, aspect, severity, message }: Finding): void {
    // Where the syntax is wrong, what is missing may only be unreadable.
    if (this.#json.isBroken(path)) this.#wrong(path, 'what the rules file says of it is no JSON');
    else this.#problem(path, { range: this.#range(path, aspect), severity, message });
  }

  #problem(path: JsonPath, problem: Problem): void {
    this.#problems.push(problem);
    if (problem.severity === 'error') this.#wrong(path, problem.message.replace(/\.$/u, ''));
  }

  #wrong(path: JsonPath, reason: string): void {
    const index = ruleIndex(path);
    if (!this.#wrongRules.has(index)) this.#wrongRules.set(index, reason);
  }

  /** What a rule lacks is shown at its name, so that a long rule is not underlined as a whole. */
  #range(path: JsonPath, aspect: Aspect): Problem['range'] {
    const isRule = aspect === 'start' && path.length === 2;
    const name = isRule ? entriesOf(this.#json.value)[Number(path[1])]?.['name'] : undefined;
    return name === undefined ? this.#json.rangeOf(path, aspect) : this.#json.rangeOf([...path, 'name'], 'value');
  }

  #noteRepeatedNames(entries: readonly Entry[]): void {
    const seen = new Set<unknown>();
    entries.forEach((entry, index) => {
      const name = entry?.['name'];
      if (typeof name !== 'string') return;
      const message = `There is another rule '${name}' above; give this one a name of its own.`;
      if (seen.has(name)) this.#note({ path: ['rules', index, 'name'], aspect: 'value', severity: 'error', message });
      seen.add(name);
    });
  }

  #rule(entry: Entry, index: number): Rule | undefined {
    const path = ['rules', index];
    if (entry === undefined || entry['enabled'] === false) return undefined;
    if (this.#json.isBroken(path)) this.#wrong(path, 'what the rules file says of it is no JSON');
    const schema = entry['schema'] === undefined ? undefined : this.#schema(entry, index);
    const reason = this.#wrongRules.get(index);
    if (reason !== undefined) return this.#wrongRule(entry, index, reason);
    // The layout's schema has shown these types.
    const written = entry as WrittenRule;
    const { name, severity, message, policy, files, functions } = written;
    const { expression, variable, exception } = written;
    const declared = {
      name: name ?? '',
      severity: severity ?? 'error',
      policy: policy ?? 'report',
      where: {
        ...(files !== undefined && { files: { root: this.place.folder, globs: files } }),
        ...(functions !== undefined && { functions }),
      } satisfies Where,
      ...(message !== undefined && { message }),
      range: this.#json.rangeOf([...path, 'name'], 'value'),
    };
    if (schema !== undefined && variable !== undefined) return { ...declared, kind: 'schema', variable, schema };
    if (exception !== undefined) return { ...declared, kind: 'exception', exceptions: [exception].flat() };
    return expression === undefined ? undefined : { ...declared, kind: 'expression', expression };
  }

  /** Where it is for and what it leads to may be what is wrong, so it is for everywhere and only told. */
  #wrongRule({ name }: NonNullable<Entry>, index: number, reason: string): Rule | undefined {
    if (typeof name !== 'string' || name.trim() === '') return undefined;
    const range = this.#json.rangeOf(['rules', index, 'name'], 'value');
    return { kind: 'wrong', name, severity: 'error', policy: 'report', where: {}, range, reason };
  }

  #schema(entry: NonNullable<Entry>, index: number): CompiledSchema | undefined {
    const schema = entry['schema'];
    if (typeof schema !== 'boolean' && (typeof schema !== 'object' || schema === null || Array.isArray(schema))) return;
    const compilation = this.compiler.compile(schema, this.place);
    if (compilation.kind === 'compiled') return compilation.schema;
    if (compilation.kind === 'waits') {
      this.#wrong(['rules', index], compilation.reason);
      return undefined;
    }
    for (const { path, aspect, message } of compilation.problems)
      this.#note({
        path: ['rules', index, 'schema', ...path],
        // A schema as a whole is shown at its key.
        aspect: path.length === 0 ? 'key' : aspect,
        severity: 'error',
        message: `The schema of ${ruleLabel(entry, index)} ${message}.`,
      });
    return undefined;
  }
}

type Entry = Record<string, unknown> | undefined;

interface WrittenRule {
  readonly name?: string;
  readonly severity?: RuleSeverity;
  readonly message?: string;
  readonly policy?: RulePolicy;
  readonly expression?: string;
  readonly variable?: string;
  readonly exception?: string | readonly string[];
  readonly files?: readonly string[];
  readonly functions?: readonly string[];
}

/** The entries of the list of rules; undefined for one that is no object. */
function entriesOf(file: unknown): Entry[] {
  const rules: unknown = (file as { readonly rules?: unknown } | null)?.rules;
  if (!Array.isArray(rules)) return [];
  return rules.map((rule: unknown) =>
    typeof rule === 'object' && rule !== null && !Array.isArray(rule) ? (rule as Record<string, unknown>) : undefined,
  );
}

function ruleIndex(path: JsonPath): unknown {
  return path[0] === 'rules' ? path[1] : undefined;
}
