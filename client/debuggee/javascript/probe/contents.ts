/** What an object holds beside its properties: entries, bytes, a time. One immutable state per capture that differs. */
import { reasonOf, type Contents, type SlotView, type Tracked } from './model';
import { observeBytes } from './bytes';
import { observeEntries } from './entries';
import { same, uncurry } from './safe';

/** The present state; `last` itself if nothing differs. */
export function contentsOf(tracked: Tracked, last: Contents | undefined): Contents | undefined {
  switch (tracked.kind) {
    case 'map':
    case 'set':
      return observeEntries(tracked, last);
    case 'view':
    case 'buffer':
      return observeBytes(tracked.object, last);
    case 'date':
      return observeTime(tracked.object, last);
    case 'sealed':
      return last ?? new Sealed(reasonOf(tracked));
    case 'boxed':
      return last ?? new Boxed(unboxed(tracked.object));
    default:
      return undefined;
  }
}

/** A state of one slot. */
abstract class Single implements Contents {
  readonly size = 1;
  abstract at(): SlotView;

  differences(before: Contents, tell: (before: SlotView, after: SlotView) => void): void {
    tell(before.at(0), this.at());
  }

  children(): void {
    // It holds no objects.
  }
}

export class Time extends Single {
  constructor(readonly time: number) {
    super();
  }

  at(): SlotView {
    return { name: 'i:time', value: this.time, key: undefined, hasKey: false, bits: undefined, reason: undefined };
  }
}

const getTime = uncurry(Date.prototype.getTime);

function observeTime(date: object, last: Contents | undefined): Contents {
  const time = getTime(date);
  return last instanceof Time && same(last.time, time) ? last : new Time(time);
}

/** A state that is out of reach. */
class Sealed extends Single {
  constructor(readonly reason: string) {
    super();
  }

  at(): SlotView {
    const { reason } = this;
    return { name: 'i:state', value: undefined, key: undefined, hasKey: false, bits: undefined, reason };
  }
}

class Boxed extends Single {
  constructor(readonly value: unknown) {
    super();
  }

  at(): SlotView {
    return { name: 'i:value', value: this.value, key: undefined, hasKey: false, bits: undefined, reason: undefined };
  }
}

const unboxers: readonly ((object: never) => unknown)[] = [
  uncurry(Number.prototype.valueOf),
  uncurry(String.prototype.valueOf),
  uncurry(Boolean.prototype.valueOf),
  uncurry(BigInt.prototype.valueOf),
  uncurry(Symbol.prototype.valueOf),
];

function unboxed(object: object): unknown {
  for (let i = 0; i < unboxers.length; i++) {
    try {
      return unboxers[i]?.(object as never);
    } catch {
      // A primitive of another kind.
    }
  }
  return undefined;
}
