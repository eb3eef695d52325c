/** What an archive's variables and objects held at one of its savepoints, level by level. */
import type { ArchivedValue } from '../protocol';
import { renderSlot } from '../session/paths';
import type { Session } from '../session/session';
import { detailOf, keyOf, valueOf } from '../slot';
import type { CapturedFrame, ObjectInfo, Owner, Slot, Value } from '../value';

/** Slots that only say how an object is built. */
const STRUCTURE = new Set(['i:order', 'i:extensible']);

/** The calls of the stack where no owner is given, and what they or an object held else. */
export function archivedValues(
  session: Session,
  savepoint: number,
  owner: Owner | undefined,
): readonly ArchivedValue[] {
  const { frames, version } = session.momentOf(savepoint);
  if (owner === undefined) return frames.map(frameRow);
  const state = session.stateAt(version);
  const preview = session.previewAt(version);
  const info = 'object' in owner ? session.heap.info(owner.object) : undefined;
  const rows: ArchivedValue[] = [];
  for (const [slot, content] of state.eachSlot(owner)) {
    if (STRUCTURE.has(slot)) continue;
    const held = holderOf(session, content);
    rows.push({
      label: labelOf(slot, content, owner, info),
      value: shownValue(content, preview),
      ...(held !== undefined && state.has(held) && { owner: held }),
    });
  }
  return rows;
}

function frameRow(frame: CapturedFrame): ArchivedValue {
  const file = frame.source?.split(/[\\/]/u).at(-1);
  return {
    label: frame.function,
    value: { type: 'printed', text: file === undefined ? '' : `${file}:${frame.line}` },
    owner: { frame: frame.activation },
  };
}

function labelOf(slot: string, content: Slot, owner: Owner, info: ObjectInfo | undefined): string {
  if ('frame' in owner) return slot;
  const step = renderSlot(slot, keyOf(slot, content), info?.kind);
  return step.startsWith('.') && !step.startsWith('.get(') && !step.startsWith('.has(') ? step.slice(1) : step;
}

/** An accessor was never called. */
function shownValue(content: Slot, preview: (value: Value) => Value): Value {
  const detail = detailOf(content);
  if (detail !== undefined && (detail.get ?? detail.set) !== undefined)
    return { type: 'unavailable', reason: 'an accessor, which was not called' };
  return preview(valueOf(content));
}

/** The object that a place holds, if its contents are known. */
function holderOf({ heap }: Session, content: Slot): Owner | undefined {
  const value = valueOf(content);
  if (typeof value !== 'object' || value?.type !== 'object') return undefined;
  return heap.info(value.id)?.described === true ? { object: value.id } : undefined;
}
