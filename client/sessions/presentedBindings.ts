/** The variables that a capture found changed, frame by frame, as a debugger presents them. Pure. */
import { valueOf } from '../../server/slot';
import type { ActivationId, Capture, CapturedFrame, ObjectId, Value } from '../../server/value';
import type { Presentation } from '../debuggee/debuggee';

type Bindings = ReadonlyMap<string, Value>;

/** By activation; a variable that is gone is left out. */
export function changedBindings(capture: Capture): ReadonlyMap<ActivationId, Bindings> {
  return new Map(
    capture.changes.flatMap(({ owner, slots }) =>
      'frame' in owner
        ? [
            [
              owner.frame,
              new Map(slots.flatMap(([name, after]) => (after === null ? [] : [[name, valueOf(after)] as const]))),
            ] as const,
          ]
        : [],
    ),
  );
}

/** What a frame sees of it: its own variables, and those of scopes around it. */
export function visibleChanges(
  changed: ReadonlyMap<ActivationId, Bindings>,
  activation: ActivationId,
  frames: readonly CapturedFrame[],
): Bindings {
  const closures = frames.filter(({ scope }) => scope === 'closure').map((frame) => frame.activation);
  return new Map([...closures, activation].flatMap((owner) => [...(changed.get(owner) ?? [])]));
}

export function objectOf(value: Value): ObjectId | undefined {
  return typeof value === 'object' && value?.type === 'object' ? value.id : undefined;
}

/** Undefined for what only the adapter can present. */
export function presentPrimitive(value: Value): Presentation | undefined {
  const text = primitiveText(value);
  return text === undefined ? undefined : { value: text.value, type: text.type, variablesReference: 0 };
}

function primitiveText(value: Value): { readonly value: string; readonly type: string } | undefined {
  if (value === null) return { value: 'null', type: 'null' };
  if (typeof value === 'string') return { value: `'${value}'`, type: 'string' };
  if (typeof value !== 'object') return { value: String(value), type: typeof value };
  switch (value.type) {
    case 'undefined':
      return { value: 'undefined', type: 'undefined' };
    case 'number':
      return { value: value.text, type: 'number' };
    case 'bigint':
      return { value: `${value.text}n`, type: 'bigint' };
    case 'symbol':
      return { value: value.text, type: 'symbol' };
    case 'string':
      return { value: `'${value.text}…'`, type: 'string' };
    default:
      return undefined;
  }
}
