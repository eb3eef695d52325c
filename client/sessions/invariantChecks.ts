/** Checks the workspace's invariants where a session's debuggee stands: evaluates here, and has the server judge. */
import type * as vscode from 'vscode';
import type { Health, InvariantResult, RollbackHealth } from '../../server/protocol';
import type { Debuggee, EvaluationResult } from '../debuggee/debuggee';
import { SavepointError } from '../savepointError';
import type { StoreClient } from '../storeClient';
import type { Reader } from './reader';
import { locationOf, type Reading } from './reading';
import { noFrame } from './refusals';
import { healthOf } from './rollbackHealth';
import { savepointHealth } from './savepointHealth';

export class InvariantChecks {
  constructor(
    private readonly session: vscode.DebugSession,
    private readonly debuggee: Debuggee,
    private readonly store: StoreClient,
    private readonly reader: Reader,
    private readonly isTrusted: () => boolean,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** `changed`: only what may come out otherwise than at the check before is evaluated again. */
  async check(reading: Reading, which: 'all' | 'changed'): Promise<readonly InvariantResult[]> {
    const [top] = reading.frames;
    if (top === undefined) throw noFrame(this.session);
    const location = locationOf(reading);
    const where = { session: this.session.id, which, ...(location !== undefined && { location }) };
    await this.reader.deliver(reading);
    const rules = await this.store.rulesToEvaluate(where);
    const expressions = rules.map(({ expression }) => expression);
    const results =
      rules.length === 0 || !this.isTrusted() ? [] : await this.debuggee.evaluate(top.frameId, expressions);
    // Whatever an evaluated expression called may have changed something.
    if (rules.some(({ effects }) => effects === 'possible')) this.reader.mayHaveChanged();
    return this.store.judge(
      {
        ...where,
        evaluations: rules.map(({ rule }, index) => ({ rule, evaluation: results[index] ?? NOT_TRUSTED })),
      },
      (objects) => this.debuggee.describe(top.frameId, objects),
    );
  }

  /** Before a savepoint, which does not fail because this does. Undefined where no rule applied. */
  async checkBefore(reading: Reading): Promise<Health | undefined> {
    try {
      return savepointHealth(await this.check(reading, 'changed'));
    } catch (error) {
      this.#warn('before a savepoint', error);
      return 'unchecked';
    }
  }

  /** What was violated before a rollback may hold after it; that it could not be checked does not undo the rollback. */
  async checkAgain(reading: Reading, before: readonly InvariantResult[]): Promise<RollbackHealth> {
    try {
      return healthOf(before, await this.check(reading, 'changed'));
    } catch (error) {
      this.#warn('after a rollback', error);
      return {
        kind: 'failed',
        reason: error instanceof SavepointError ? error.message : 'something unexpected happened',
      };
    }
  }

  #warn(when: string, error: unknown): void {
    const kind = error instanceof SavepointError ? error.code : 'unexpected';
    this.log.warn(`The invariants could not be checked ${when}: ${kind}`);
  }
}

const NOT_TRUSTED: EvaluationResult = {
  value: 'error',
  message: 'the workspace is not trusted, so nothing of it is evaluated',
};
