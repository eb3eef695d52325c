/** Checks a schema rule: what its variable holds, against its compiled schema. */
import type { Slot, ObjectId } from '../value';
import type { KeptDocuments } from './keptDocuments';
import { MaterializedVariable, type ObjectSource, Unreadable } from './materialize';
import type { Outcome } from './judge';
import type { SchemaRule } from './rule';
import { violationSentences } from './violation';

/** The state that is checked, as a schema rule reads it. */
export interface StateSource extends ObjectSource {
  /** What a path names, looked up from the paused frame outwards. */
  resolve(path: string): Resolution;
  /** What is kept of earlier checks; where it is absent, everything is read anew. */
  readonly kept?: KeptDocuments;
}

export type Resolution =
  | { readonly kind: 'found'; readonly slot: Slot }
  | { readonly kind: 'absent' }
  | { readonly kind: 'needs'; readonly objects: readonly ObjectId[] };

/** These objects must be described before the rule can be decided. */
export interface Needs {
  readonly status: 'needs';
  readonly objects: readonly ObjectId[];
}

/** `reads` is given the objects that the schema looked into. */
export function checkSchemaRule(rule: SchemaRule, state: StateSource, reads = new Set<ObjectId>()): Outcome | Needs {
  const resolution = state.resolve(rule.variable);
  switch (resolution.kind) {
    case 'needs':
      return { status: 'needs', objects: resolution.objects };
    case 'found':
      return checkSlot(rule, resolution.slot, state, reads);
    case 'absent':
      return checkAbsent(rule, state, reads);
  }
}

/** Where the binding is in scope and the rest of the path is not there, the variable is undefined. */
function checkAbsent(rule: SchemaRule, state: StateSource, reads: Set<ObjectId>): Outcome | Needs {
  const binding = bindingOf(rule.variable);
  const resolution = binding === rule.variable ? undefined : state.resolve(binding);
  if (resolution?.kind === 'needs') return { status: 'needs', objects: resolution.objects };
  return resolution?.kind === 'found'
    ? checkSlot(rule, { type: 'undefined' }, state, reads)
    : { status: 'not-applicable', detail: `${binding} is not in scope` };
}

/** The first name of a path, with the function that it is said to be in: `main::account` of `main::account.owner`. */
function bindingOf(path: string): string {
  const call = /^[^[\]()"'.]*::/u.exec(path)?.[0] ?? '';
  const rest = path.slice(call.length);
  return call + (/^[^.[]+/u.exec(rest)?.[0] ?? rest);
}

function checkSlot(rule: SchemaRule, slot: Slot, state: StateSource, reads: Set<ObjectId>): Outcome | Needs {
  const { variable } = rule;
  let materialized = state.kept?.of(variable, slot) ?? new MaterializedVariable(variable, slot, state);
  let outcome = checkMaterialized(rule, materialized);
  // Only what is read anew tells of each obstacle where it is now.
  if (outcome.status === 'not-checked' && state.kept !== undefined) {
    materialized = state.kept.anew(variable, slot);
    outcome = checkMaterialized(rule, materialized);
  }
  for (const object of materialized.reads) reads.add(object);
  // What came out while objects were missing means nothing.
  return materialized.needs.length > 0 ? { status: 'needs', objects: materialized.needs } : outcome;
}

function checkMaterialized({ variable, schema }: SchemaRule, materialized: MaterializedVariable): Outcome {
  try {
    const value = materialized.read();
    const errors = schema.errors(value, () => materialized.hasSpecialNumbers);
    if (errors.length === 0) return { status: 'held', detail: `${variable} matches its schema` };
    return { status: 'violated', detail: violationSentences(errors, variable, value, materialized) };
  } catch (error) {
    return { status: 'not-checked', detail: obstacle(error, variable) };
  }
}

function obstacle(error: unknown, variable: string): string {
  if (error instanceof Unreadable) return error.message;
  if (error instanceof RangeError) return `its schema follows ${variable} without end, or too deep`;
  // Comparing objects calls their `valueOf` and `toString`, which a property of that name hides.
  if (error instanceof TypeError) return `its schema compares objects that cannot be compared (${error.message})`;
  throw error;
}
