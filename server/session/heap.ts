/**
 * What is known of the debuggee beside the cells: its objects, and the calls that are on its stack.
 *
 * It grows with each capture and never shrinks while the session lasts; the store alone says what held when.
 */
import type { ActivationId, Capture, CapturedFrame, Description, ObjectId, ObjectInfo } from '../value';
import type { PathSource } from './paths';

export class Heap {
  readonly #objects = new Map<ObjectId, ObjectInfo>();
  readonly #calls = new Map<ActivationId, CapturedFrame>();
  #stack: readonly CapturedFrame[] = [];

  /** The captured frames of the present stop, the paused one first. */
  get stack(): readonly CapturedFrame[] {
    return this.#stack;
  }

  learn(news: Capture | Description): void {
    for (const info of news.objects) this.#objects.set(info.id, info);
    if (!('frames' in news)) return;
    this.#stack = news.frames;
    for (const frame of news.frames) this.#calls.set(frame.activation, frame);
  }

  info(object: ObjectId): ObjectInfo | undefined {
    return this.#objects.get(object);
  }

  isOnStack(activation: ActivationId): boolean {
    return this.#stack.some((frame) => frame.activation === activation);
  }

  /** The frame of the present stop that may be this earlier call, which could not be shown. */
  doubtfulFrame(activation: ActivationId): CapturedFrame | undefined {
    return this.#stack.find((frame) => this.#mayBe(frame, activation));
  }

  callPath(activation: ActivationId): string {
    const name = this.#calls.get(activation)?.function ?? `call #${activation}`;
    return name.endsWith(')') ? name : `${name}()`;
  }

  #mayBe(frame: CapturedFrame, activation: ActivationId): boolean {
    for (let earlier = frame.maybe; earlier !== undefined; earlier = this.#calls.get(earlier)?.maybe)
      if (earlier === activation) return true;
    return false;
  }

  /**
   * Names the bindings of captured calls: bare where the name, looked up from the paused frame outwards, is this
   * binding; with its function (`main::total`) elsewhere, and with the depth of the frame (`fact#3::n`) where the
   * function is on the stack more than once.
   */
  naming(isBound: (activation: ActivationId, name: string) => boolean): PathSource {
    return {
      info: (object) => this.info(object),
      bindingPath: (activation, name) => {
        const index = this.#stack.findIndex(
          (frame) => frame.activation === activation || this.#mayBe(frame, activation),
        );
        const hidden = index < 0 || this.#stack.slice(0, index).some((frame) => isBound(frame.activation, name));
        return hidden ? `${this.#functionPath(activation)}::${name}` : name;
      },
    };
  }

  #functionPath(activation: ActivationId): string {
    const call = this.#calls.get(activation);
    if (call === undefined) return `call #${activation}`;
    const namesakes = this.#stack.filter((frame) => frame.function === call.function);
    return namesakes.length > 1 ? `${call.function}#${call.depth}` : call.function;
  }
}
