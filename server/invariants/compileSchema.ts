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

export type Compilation =
  | { readonly kind: 'compiled'; readonly schema: CompiledSchema }
  | { readonly kind: 'invalid'; readonly problems: readonly SchemaProblem[] };

/** How NaN and the infinities, which JSON does not have, are looked at. */
type Numbers = 'finite-only' | 'all';

export class CompiledSchema {
  readonly #validators = new Map<Numbers, ValidateFunction>();

  /** `content` is the schema's JSON text. */
  constructor(
    readonly content: string,
    validate: ValidateFunction,
    private readonly schema: object | boolean,
  ) {
    this.#validators.set('finite-only', validate);
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
      validate = newCompiler(numbers).compile(this.schema);
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

  /** Never throws; what is wrong with the schema comes as problems. */
  compile(schema: unknown): Compilation {
    const content = JSON.stringify(schema);
    const known = this.#kept.get(content);
    if (known !== undefined) return known;
    const compilation = this.#compile(schema, content);
    this.#kept.set(content, compilation);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return compilation;
  }

  #compile(schema: unknown, content: string): Compilation {
    this.#compilations++;
    try {
      const problems = this.#problems(schema);
      if (problems.length > 0) return { kind: 'invalid', problems };
      const checked = schema as object | boolean;
      const validate = newCompiler('finite-only').compile(checked);
      return { kind: 'compiled', schema: new CompiledSchema(content, validate, checked) };
    } catch (error) {
      return { kind: 'invalid', problems: compileProblems(schema, error) };
    }
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
