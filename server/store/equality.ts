// When two values are the same, so that setting one over the other records nothing.

/** Structural comparison gives up after this many values: past it, two distinct objects count as different. */
const BUDGET = 256;

/**
 * The default comparison. Primitives compare as `Object.is` does, so `NaN` is itself and `-0` is not `0`. Arrays and
 * plain objects compare by content, own enumerable keys in any order. Anything else is the same only as itself, and so
 * is a large value: a needless record is cheaper than a long comparison, and never wrong.
 */
export function sameValue(one: unknown, other: unknown): boolean {
  // Numbers, which are the most common, first: they compare without a call. Of zeros, only the sign of the quotient tells.
  if (typeof one === 'number' && typeof other === 'number')
    return one === other ? one !== 0 || 1 / one === 1 / other : one !== one && other !== other;
  if (typeof one !== 'object' || typeof other !== 'object') return Object.is(one, other);
  return one === other || (isComposite(one) && isComposite(other) && sameContent(one, other, { left: BUDGET }));
}

type Composite = Readonly<Record<string, unknown>>;

function isComposite(value: unknown): value is Composite {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}

function sameContent(one: Composite, other: Composite, budget: { left: number }): boolean {
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length || (Array.isArray(one) && one.length !== other['length'])) return false;
  return keys.every((key) => Object.hasOwn(other, key) && sameMember(one[key], other[key], budget));
}

function sameMember(one: unknown, other: unknown, budget: { left: number }): boolean {
  if (Object.is(one, other)) return true;
  if (!isComposite(one) || !isComposite(other) || --budget.left < 0) return false;
  return sameContent(one, other, budget);
}
