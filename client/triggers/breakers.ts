/**
 * Keeps a policy that fires again and again at one place from taking the program back for ever: after some times in a row
 * its circuit opens, and it only tells. The circuit closes by hand, or after its time if the next check there holds; if that
 * does not hold, the policy fires once, and the circuit is open for as long again.
 */
import {
  type CircuitBreakerPolicy,
  circuitBreaker,
  ConsecutiveBreaker,
  handleType,
  isBrokenCircuitError,
} from 'cockatiel';

/** Firing is what the circuit counts as failing. */
class Fired extends Error {}

/** In a row, at the same place. */
export const MOST_IN_A_ROW = 3;
export const OPEN_MILLISECONDS = 60_000;

/** One circuit for each place: a session, a rule, and where the program stood. */
export class Breakers {
  readonly #circuits = new Map<string, CircuitBreakerPolicy>();

  /** Notes that a policy is to fire, and says whether it may. */
  async fire(place: string): Promise<'fires' | 'open'> {
    let circuit = this.#circuits.get(place);
    if (circuit === undefined) {
      const breaker = new ConsecutiveBreaker(MOST_IN_A_ROW);
      circuit = circuitBreaker(handleType(Fired), { halfOpenAfter: OPEN_MILLISECONDS, breaker });
      this.#circuits.set(place, circuit);
    }
    try {
      await circuit.execute(() => {
        throw new Fired();
      });
    } catch (error) {
      return error instanceof Fired ? 'fires' : 'open';
    }
    return 'fires';
  }

  /** The check at a place held: what fired there before was no endless loop. A circuit stays open until its time is over. */
  async held(place: string): Promise<void> {
    try {
      await this.#circuits.get(place)?.execute(() => undefined);
    } catch (error) {
      if (!isBrokenCircuitError(error)) throw error;
    }
  }

  /** By hand. */
  close(place: string): void {
    this.#circuits.delete(place);
  }

  /** The session with this prefix of places has ended. */
  forget(prefix: string): void {
    for (const place of this.#circuits.keys()) if (place.startsWith(prefix)) this.#circuits.delete(place);
  }
}
