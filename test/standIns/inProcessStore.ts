/** The server's session and rollbacks in this process, as the client's operations ask them. */
import type { Describe, StoreClient } from '../../client/storeClient';
import type { PlanParams, SettleParams } from '../../server/protocol';
import { NeedsDescription } from '../../server/session/stateView';
import { Rollbacks } from '../../server/session/rollback';
import { Session } from '../../server/session/session';
import type { Capture } from '../../server/value';

export class InProcessStore {
  readonly session = new Session('s', 'program');
  readonly #rollbacks = new Rollbacks(this.session);

  asClient(): StoreClient {
    return this as unknown as StoreClient;
  }

  view() {
    return this.session.view();
  }

  observe(_session: string, capture: Capture) {
    return answer(() => this.session.observe(copy(capture)));
  }

  savepoint(_session: string, capture: Capture, name: string | undefined) {
    return answer(() => this.session.savepoint(copy(capture), name, undefined));
  }

  retained() {
    return answer(() => this.session.retained());
  }

  drift() {
    return answer(() => this.session.drift());
  }

  async plan(params: PlanParams, describe: Describe) {
    for (;;)
      try {
        return await answer(() => this.#rollbacks.plan(copy(params)));
      } catch (error) {
        if (!(error instanceof NeedsDescription)) throw error;
        this.session.describe(copy(await describe(error.objects)));
      }
  }

  settle(params: SettleParams) {
    return answer(() => this.#rollbacks.settle(copy(params)));
  }
}

/** What passes the wire is another object on its other side. */
function copy<T>(params: T): T {
  return JSON.parse(JSON.stringify(params)) as T;
}

function answer<R>(work: () => R): Promise<R> {
  return new Promise((resolve) => resolve(work()));
}
