/**
 * The text of a rules file, `.vscode/savepoint.json`: the rules in it that are right, and a problem, at its place, for
 * each thing that is wrong. It never throws, whatever the text.
 */
import type { RulePolicy } from '../protocol';
import type { CompiledSchema, SchemaCompiler } from './compileSchema';
import { type Aspect, type JsonPath, JsonText } from './jsonText';
import type { Problem, Rule, RuleSeverity, Where } from './rule';
import { type Finding, layoutFindings, ruleLabel } from './rulesFileLayout';

export interface RulesFile {
  readonly rules: readonly Rule[];
  readonly problems: readonly Problem[];
}

/** `folder` is the uri of the folder that globs are relative to. */
export function parseRulesFile(text: string, compiler: SchemaCompiler, folder: string): RulesFile {
  return new RulesFileReader(text, compiler, folder).read();
}

class RulesFileReader {
  readonly #json: JsonText;
  readonly #problems: Problem[] = [];
  readonly #wrongRules = new Set<unknown>();

  constructor(
    text: string,
    private readonly compiler: SchemaCompiler,
    private readonly folder: string,
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
    if (this.#json.isBroken(path)) this.#wrongRules.add(ruleIndex(path));
    else this.#problem(path, { range: this.#range(path, aspect), severity, message });
  }

  #problem(path: JsonPath, problem: Problem): void {
    this.#problems.push(problem);
    if (problem.severity === 'error') this.#wrongRules.add(ruleIndex(path));
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
    if (entry === undefined || this.#json.isBroken(path)) return undefined;
    const schema = entry['schema'] === undefined ? undefined : this.#schema(entry, index);
    if (this.#wrongRules.has(index)) return undefined;
    // The layout's schema has shown these types.
    const written = entry as WrittenRule;
    const { name, severity, message, policy, files, functions, enabled } = written;
    const { expression, variable, exception } = written;
    if (enabled === false) return undefined;
    const declared = {
      name: name ?? '',
      severity: severity ?? 'error',
      policy: policy ?? 'report',
      where: {
        ...(files !== undefined && { files: { root: this.folder, globs: files } }),
        ...(functions !== undefined && { functions }),
      } satisfies Where,
      ...(message !== undefined && { message }),
      range: this.#json.rangeOf([...path, 'name'], 'value'),
    };
    if (schema !== undefined && variable !== undefined) return { ...declared, kind: 'schema', variable, schema };
    if (exception !== undefined) return { ...declared, kind: 'exception', exceptions: [exception].flat() };
    return expression === undefined ? undefined : { ...declared, kind: 'expression', expression };
  }

  #schema(entry: NonNullable<Entry>, index: number): CompiledSchema | undefined {
    const schema = entry['schema'];
    if (typeof schema !== 'boolean' && (typeof schema !== 'object' || schema === null || Array.isArray(schema))) return;
    const compilation = this.compiler.compile(schema);
    if (compilation.kind === 'compiled') return compilation.schema;
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
  readonly enabled?: boolean;
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
