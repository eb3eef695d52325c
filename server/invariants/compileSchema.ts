/**
 * JSON Schemas (draft 2020-12, with formats and `$data`), compiled once for each content.
 *
 * Each schema has a compiler to itself, so that the ids of one are unknown to the others and nothing of it stays
 * behind when it is dropped.
 */
import type { Ajv, ErrorObject, Options, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { compileProblems, DRAFT, draftProblems, keywordProblems, type SchemaProblem } from './schemaProblems';
import { gatherReferences, type GatheredDocument, type SchemaPlace } from './schemaReferences';

export type Compilation =
  | { readonly kind: 'compiled'; readonly schema: CompiledSchema }
  | { readonly kind: 'invalid'; readonly problems: readonly SchemaProblem[] }
  /** A file that it refers to is still to be told of; `reason` is a sentence without its full stop. */
  | { readonly kind: 'waits'; readonly reason: string };

/** How NaN and the infinities, which JSON does not have, are looked at. */
type Numbers = 'finite-only' | 'all';

export class CompiledSchema {
  readonly #validators = new Map<Numbers, ValidateFunction>();

  /** `content` is the JSON text of the schema, and of those that it refers to. */
  constructor(
    readonly content: string,
    private readonly compile: (numbers: Numbers) => ValidateFunction,
  ) {
    this.#validators.set('finite-only', compile('finite-only'));
  }

  /**
   * What is wrong with a value; nothing if it matches. NaN and the infinities are not of type `number`, and as numbers
   * they are outside of every range, so that no schema about a number lets them pass.
   *
   * Throws what a getter of the value throws, and a RangeError where the schema follows the value without end.
   */
  errors(value: unknown, hasSpecialNumbers: () => boolean): readonly ErrorObject[] {
    const errors = this.#run('finite-only', value);
    return errors.length === 0 && hasSpecialNumbers() ? this.#run('all', value) : errors;
  }

  #run(numbers: Numbers, value: unknown): readonly ErrorObject[] {
    let validate = this.#validators.get(numbers);
    if (validate === undefined) {
      validate = this.compile(numbers);
      this.#validators.set(numbers, validate);
    }
    if (validate(value)) return [];
    const errors = validate.errors ?? [];
    // The errors hold the value, which should not live for as long as the schema.
    validate.errors = null;
    return errors;
  }
}

const MOST_KEPT = 500;

export class SchemaCompiler {
  readonly #kept = new Map<string, Compilation>();
  #compilations = 0;
  #draft: Ajv | undefined;

  /** How many schemas were compiled, rather than found. */
  get compilations(): number {
    return this.#compilations;
  }

  /** Never throws; what is wrong with the schema comes as problems. Without a place it is on its own. */
  compile(schema: unknown, place?: SchemaPlace): Compilation {
    if (place === undefined) return this.#compileKept(schema, []);
    try {
      const gathered = gatherReferences(schema, place);
      if (gathered.kind === 'wrong') return { kind: 'invalid', problems: gathered.problems };
      return gathered.kind === 'waits' ? gathered : this.#compileKept(gathered.schema, gathered.documents);
    } catch (error) {
      return { kind: 'invalid', problems: compileProblems(schema, error) };
    }
  }

  #compileKept(schema: unknown, documents: readonly GatheredDocument[]): Compilation {
    const others = documents.map((document) => document.schema);
    const content = JSON.stringify(others.length === 0 ? schema : [schema, ...others]);
    const known = this.#kept.get(content);
    if (known !== undefined) return known;
    const compilation = this.#compile(schema, documents, content);
    this.#kept.set(content, compilation);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return compilation;
  }

  #compile(schema: unknown, documents: readonly GatheredDocument[], content: string): Compilation {
    this.#compilations++;
    try {
      const problems = [...this.#problems(schema), ...documents.flatMap((document) => this.#problemsThere(document))];
      if (problems.length > 0) return { kind: 'invalid', problems };
      const compile = (numbers: Numbers): ValidateFunction => {
        const compiler = newCompiler(numbers);
        for (const document of documents) compiler.addSchema(document.schema as object | boolean, document.name);
        return compiler.compile(schema as object | boolean);
      };
      return { kind: 'compiled', schema: new CompiledSchema(content, compile) };
    } catch (error) {
      return { kind: 'invalid', problems: compileProblems(schema, error) };
    }
  }

  /** What is wrong in another file is told at the reference that leads to it. */
  #problemsThere({ schema, via }: GatheredDocument): readonly SchemaProblem[] {
    return this.#problems(schema).map(({ path, message }) => {
      const at = path.length === 0 ? '' : ` at "${path.join('.')}"`;
      return { path: via.path, aspect: 'value', message: `${via.prefix}${message}${at}` };
    });
  }

  #problems(schema: unknown): readonly SchemaProblem[] {
    this.#draft ??= newAjv({ strict: false });
    const ofKeywords = keywordProblems(schema, this.#draft);
    const isValid = this.#draft.validate(DRAFT, schema);
    return isValid ? ofKeywords : [...ofKeywords, ...draftProblems(this.#draft.errors ?? [])];
  }
}

function newCompiler(numbers: Numbers): Ajv {
  return newAjv({
    strictSchema: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    strictNumbers: numbers === 'finite-only',
    // The draft's own schema was asked before.
    meta: false,
    validateSchema: false,
  });
}

function newAjv(options: Options): Ajv {
  const ajv = new Ajv2020({
    $data: true,
    allErrors: true,
    // An error carries the value that it is about.
    verbose: true,
    // What is inherited, as `toString`, is not what a debuggee's object holds.
    ownProperties: true,
    logger: false,
    ...options,
  });
  addFormats(ajv);
  return ajv;
}
