/**
 * Which call each frame of the stack is. A step shows it, or that the program begins there; otherwise a frame of the same
 * function, source and depth may be the same call, or a later one.
 */
import type { ActivationId, CapturedFrame } from '../../../server/value';
import type { FrameToCapture } from '../debuggee';

export class Activations {
  #known: CapturedFrame[] = [];
  /** Scopes that frames share, such as the globals of a source. */
  #shared = new Map<string, CapturedFrame>();
  #last = 0;

  /** @returns what takes back whatever is resolved from now on, for a reading that is thrown away */
  mark(): () => void {
    const [known, shared, last] = [this.#known, new Map(this.#shared), this.#last];
    return () => {
      [this.#known, this.#shared, this.#last] = [known, shared, last];
    };
  }

  /** The captured frames, in the order of the given ones. */
  resolve(frames: readonly FrameToCapture[]): CapturedFrame[] {
    const resolved = frames.map((frame) => this.#resolve(frame));
    this.#known = [
      ...this.#known.filter(({ activation }) => !resolved.some((one) => one.activation === activation)),
      ...resolved,
    ];
    return resolved;
  }

  #resolve({ activation, function: name, source, line, depth }: FrameToCapture): CapturedFrame {
    const place = { function: name, ...(source !== undefined && { source }), line, depth };
    const shown = this.#known.find((earlier) => earlier.activation === activation);
    if (shown !== undefined) return { ...shown, ...place };
    const earlier = this.#known.findLast(
      (one) => one.function === name && one.source === source && one.depth === depth,
    );
    if (earlier !== undefined && isEntryPoint(name)) return { ...earlier, ...place };
    return { activation: ++this.#last, ...place, ...(earlier !== undefined && { maybe: earlier.activation }) };
  }

  /** The frame that stands for a scope which is not a call's own. */
  shared(scope: string, { source, line }: Pick<FrameToCapture, 'source' | 'line'>): CapturedFrame {
    const key = `${scope}\n${source ?? ''}`;
    let frame = this.#shared.get(key);
    if (frame === undefined) {
      const activation: ActivationId = ++this.#last;
      frame = {
        activation,
        function: scope,
        ...(source !== undefined && { source }),
        line,
        depth: -1,
        scope: 'closure',
      };
      this.#shared.set(key, frame);
    }
    return frame;
  }
}

/** A program's `main` is called once, by what starts it; debuggers write it with its module, package or parameters. */
function isEntryPoint(name: string): boolean {
  return /(?:^|[!.:])main(?:\(.*)?$/.test(name);
}
