/** Tells the client what changed in a session's view, as immer's patches from the view that it was told before. */
import { enablePatches, produceWithPatches } from 'immer';
import type { SessionView, ViewPatch } from './protocol';

enablePatches();

export class ViewPublisher {
  #told: Partial<SessionView> = {};

  /** The patches that lead from the view told last to this one; none where nothing changed. */
  patchesTo(view: SessionView): readonly ViewPatch[] {
    const [told, patches] = produceWithPatches(this.#told, (draft) => {
      reconcile(draft, view);
    });
    this.#told = told;
    return patches;
  }
}

/** Makes a draft equal to a value, touching only what differs. */
function reconcile(draft: Record<string, unknown> | unknown[], value: object): void {
  const target = draft as Record<string, unknown>;
  const source = value as Record<string, unknown>;
  if (Array.isArray(draft) && Array.isArray(value)) draft.length = Math.min(draft.length, value.length);
  for (const key of Object.keys(target)) if (!(key in source)) Reflect.deleteProperty(target, key);
  for (const [key, item] of Object.entries(source)) {
    const present = target[key];
    if (isObject(present) && isObject(item) && Array.isArray(present) === Array.isArray(item)) reconcile(present, item);
    else if (present !== item) target[key] = item;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
