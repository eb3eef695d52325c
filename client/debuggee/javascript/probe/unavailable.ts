/** Stands for a value that could not be read. */
export class Unavailable {
  readonly #brand = true;

  constructor(readonly reason: string) {}

  /** Unlike `instanceof`, it asks nothing of a Proxy. */
  static is(value: unknown): value is Unavailable {
    return typeof value === 'object' && value !== null && #brand in value && value.#brand;
  }
}
