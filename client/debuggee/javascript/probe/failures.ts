/** What a restore could not write, with the reasons; told as JSON. */
import { append, join, quote } from './safe';

export class Failures {
  readonly #list: string[] = [];

  object(id: number, slot: string | undefined, reason: string): void {
    const name = slot === undefined ? '' : `"slot":${quote(slot)},`;
    append(this.#list, `{"owner":{"object":${id}},${name}"reason":${quote(reason)}}`);
  }

  binding(activation: number, name: string, reason: string): void {
    append(this.#list, `{"owner":{"frame":${activation}},"slot":${quote(name)},"reason":${quote(reason)}}`);
  }

  text(): string {
    return `[${join(this.#list, ',')}]`;
  }
}
