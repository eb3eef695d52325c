/** A seeded random history of one session: what a client would ask a server, one request after the other. */
import * as protocol from '../../../../server/protocol';
import type { Random } from '../../store/support/random';
import { SimulatedDebuggee } from './simulatedDebuggee';

export const SESSION = 'session-1';

/** Asks a server; rejects with its error. */
export type Ask = (method: string, params: object) => Promise<unknown>;

const NAMES = ['one', 'two', 'three'];

export class History {
  readonly #debuggee: SimulatedDebuggee;

  constructor(
    private readonly random: Random,
    private readonly ask: Ask,
    private readonly session = SESSION,
  ) {
    this.#debuggee = new SimulatedDebuggee(random);
  }

  /** Does one thing that a person may do, refusals included. */
  async step(): Promise<void> {
    const kind = this.random.weighted({
      observe: 6,
      savepoint: 4,
      release: 1,
      commit: 1,
      rollback: 3,
      plan: 1,
      describe: 1,
    });
    try {
      await this.#do(kind);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }

  async #do(kind: 'observe' | 'savepoint' | 'release' | 'commit' | 'rollback' | 'plan' | 'describe'): Promise<void> {
    const { session } = this;
    this.#debuggee.run();
    switch (kind) {
      case 'observe':
        await this.ask(protocol.Observe.method, { session, capture: this.#debuggee.capture() });
        return;
      case 'savepoint':
        await this.ask(protocol.TakeSavepoint.method, {
          session,
          capture: this.#debuggee.capture(),
          name: this.random.pick(NAMES),
          location: { source: '/shop.js', line: 3, function: 'main' },
        });
        return;
      case 'release':
        await this.ask(protocol.Release.method, { session, target: this.random.pick(NAMES) });
        return;
      case 'commit':
        await this.ask(protocol.Commit.method, { session });
        return;
      case 'describe':
        await this.ask(protocol.Describe.method, { session, description: this.#debuggee.describe() });
        return;
      case 'plan':
        await this.#plan();
        return;
      case 'rollback': {
        const planned = await this.#plan();
        const answer = await this.#settle(planned.plan, planned.order);
        if (answer.kind === 'put-back') await this.#settle(planned.plan, answer.order);
      }
    }
  }

  async #plan(): Promise<{ plan: protocol.RollbackPlan; order: protocol.WriteOrder }> {
    const target = this.random.pick<protocol.PlanTarget>([
      { kind: 'savepoint', savepoint: this.random.pick(NAMES) },
      { kind: 'savepoint', savepoint: this.random.pick(NAMES) },
      { kind: 'transaction' },
      { kind: 'undo' },
    ]);
    const answer = await this.ask(protocol.Plan.method, {
      session: this.session,
      capture: this.#debuggee.capture(),
      target,
      ...(this.random.below(5) === 0 && { paths: ['total'] }),
      sameCalls: 'proved',
    });
    return answer as { plan: protocol.RollbackPlan; order: protocol.WriteOrder };
  }

  async #settle(plan: protocol.RollbackPlan, order: protocol.WriteOrder): Promise<protocol.Settlement> {
    const failures = this.#debuggee.restore(order);
    const answer = await this.ask(protocol.Settle.method, {
      session: this.session,
      plan: plan.id,
      capture: this.#debuggee.capture(),
      failures,
      onPartialFailure: this.random.pick(['undo', 'keep']),
      at: 1,
      keepBranches: 20,
    });
    return answer as protocol.Settlement;
  }
}

/** Whether the server said no, as it may. */
export function isRefusal(error: unknown): boolean {
  const { data } = error as { readonly data?: protocol.ErrorData };
  return data !== undefined;
}
