// Recipes that change composite values at random, and whether their patches lead there and back.

import assert from 'node:assert/strict';
import { applyPatches, enablePatches, type Objectish } from 'immer';
import { type Revision } from '../../../../server/store';
import { type Random } from './random';
import { type Value } from './states';

enablePatches();

/** A recipe that changes a composite value, or nothing, and gives the next one of a number. */
export function recipeOf(random: Random): (draft: Value) => Value | undefined {
  const [kind, count] = [random.below(4), random.below(4)];
  return (draft) => {
    if (typeof draft === 'number') return (draft + kind) % 4;
    if (kind === 0) draft.count = count;
    else if (kind === 1) draft.marks.push(count);
    else if (kind === 2) draft.marks.shift();
    return undefined;
  };
}

/** Asserts that the patches of a change by a recipe lead from one composite value to the next, and back. */
export function assertPatched({ before, after, edit }: Revision<Value>): void {
  if (!isComposite(before) || !isComposite(after)) return;
  assert.ok(edit !== undefined, 'a change by a recipe has no patches');
  assert.deepEqual(applyPatches(before, edit.patches.map(copied)), after);
  assert.deepEqual(applyPatches(after, edit.inverse.map(copied)), before);
}

/** A patch as immer takes it, with a path of its own. */
function copied<P extends { readonly path: readonly (string | number)[] }>(
  patch: P,
): P & { path: (string | number)[] } {
  return { ...patch, path: [...patch.path] };
}

function isComposite(value: Value | undefined): value is Exclude<Value, number> & Objectish {
  return typeof value === 'object';
}
