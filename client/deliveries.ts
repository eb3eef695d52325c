/**
 * The requests about one session that are on their way to the server. A server may end before it answers: what it was
 * asked is then asked again of the one that takes its place, in the same order.
 *
 * What changes the session is numbered, so that a server that has done it already does not do it twice.
 */

/** `once`: it is numbered. `again`: doing it a second time changes nothing. */
export type Repetition = 'once' | 'again';

/** Sends a request; rejects with what `isLost` accepts if it is not known what became of it. */
export type Send = (method: string, params: object) => Promise<unknown>;

interface Delivery {
  readonly method: string;
  readonly params: object;
  readonly sequence?: number;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export class Deliveries {
  /** What is not answered, in the order in which it was asked. */
  readonly #open = new Set<Delivery>();
  #sequence = 0;
  #acknowledged = 0;
  /** Counts the servers that were sent to; undefined: none runs at present. */
  #connection: number | undefined = 1;
  #connections = 1;

  constructor(
    private readonly send: Send,
    private readonly isLost: (error: unknown) => boolean,
  ) {}

  /** The highest number that was answered; 0 if none was. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  request(method: string, params: object, repetition: Repetition): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const numbered = repetition === 'once' ? { sequence: ++this.#sequence } : {};
      const delivery = { method, params: { ...params, ...numbered }, ...numbered, resolve, reject };
      this.#open.add(delivery);
      if (this.#connection !== undefined) this.#attempt(delivery, this.#connection);
    });
  }

  /** The server has ended; what is asked from now on waits. */
  interrupt(): void {
    this.#connection = undefined;
  }

  /** Another server knows what this one was told: what was not answered is asked again. */
  resume(): void {
    this.#connection = ++this.#connections;
    for (const delivery of [...this.#open]) this.#attempt(delivery, this.#connection);
  }

  /** Another server knows nothing: what was not answered never will be, and numbers begin anew. */
  startOver(error: Error): void {
    this.abandon(error);
    this.#sequence = this.#acknowledged = 0;
    this.#connection = ++this.#connections;
  }

  /** Rejects all that is not answered. */
  abandon(error: Error): void {
    const open = [...this.#open];
    this.#open.clear();
    for (const { reject } of open) reject(error);
  }

  #attempt(delivery: Delivery, connection: number): void {
    this.send(delivery.method, delivery.params).then(
      (result) => {
        if (this.#answered(delivery)) delivery.resolve(result);
      },
      (error: unknown) => {
        // An attempt that was lost is made up for by `resume`, which may have come first.
        if (this.isLost(error)) {
          if (this.#connection === connection) this.#connection = undefined;
        } else if (this.#answered(delivery)) delivery.reject(error);
      },
    );
  }

  /** False where it was given up, or answered, before. */
  #answered(delivery: Delivery): boolean {
    if (!this.#open.delete(delivery)) return false;
    this.#acknowledged = Math.max(this.#acknowledged, delivery.sequence ?? 0);
    return true;
  }
}
