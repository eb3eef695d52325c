/** Checks the workspace's invariants where a session's debuggee stands: evaluates here, and has the server judge. */
import type * as vscode from 'vscode';
import type { Health, InvariantResult, RollbackHealth, RuleToEvaluate } from '../../server/protocol';
import type { Debuggee, EvaluationResult } from '../debuggee/debuggee';
import { SavepointError } from '../savepointError';
import type { Consents } from '../ruleConsents';
import type { StoreClient } from '../storeClient';
import type { Reader } from './reader';
import { locationOf, type Reading } from './reading';
import { noFrame } from './refusals';
import { healthOf } from './rollbackHealth';
import { savepointHealth } from './savepointHealth';
import type { StopExceptions } from './stopExceptions';
import { within } from './within';

export class InvariantChecks {
  constructor(
    private readonly session: vscode.DebugSession,
    private readonly debuggee: Debuggee,
    private readonly store: StoreClient,
    private readonly reader: Reader,
    private readonly exceptions: Pick<StopExceptions, 'at'>,
    private readonly isTrusted: () => boolean,
    private readonly consents: Consents,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /**
   * `changed`: only what may come out otherwise than at the check before is evaluated again. Where rules come in the middle
   * of it, it is made anew.
   */
  async check(reading: Reading, which: 'all' | 'changed'): Promise<readonly InvariantResult[]> {
    const [top] = reading.frames;
    if (top === undefined) throw noFrame(this.session);
    const location = locationOf(reading);
    const where = { session: this.session.id, which, ...(location !== undefined && { location }) };
    await this.reader.deliver(reading);
    const exception = await this.exceptions.at(reading.stop);
    const given = { ...where, ...(exception !== undefined && { exception }) };
    for (let attempt = 1; ; attempt++) {
      const rules = await this.store.rulesToEvaluate(where);
      const results = await this.#evaluate(top.frameId, rules);
      const evaluations = rules.map(({ rule }, index) => ({ rule, evaluation: results[index] ?? NOT_ANSWERED }));
      const newRules = attempt < MOST_ATTEMPTS ? 'refuse' : 'not-checked';
      const judged = await this.store.judge({ ...given, evaluations, newRules }, (objects) =>
        this.debuggee.describe(top.frameId, objects),
      );
      if (judged !== null) return judged;
    }
  }

  /** All in one request; without those that the user has not allowed. */
  async #evaluate(frameId: number, rules: readonly RuleToEvaluate[]): Promise<readonly EvaluationResult[]> {
    if (!this.isTrusted()) return rules.map(() => NOT_TRUSTED);
    const allowed = rules.filter((rule) => this.consents.allows(rule));
    const expressions = allowed.map(({ expression }) => expression);
    const evaluated =
      allowed.length === 0
        ? ({ kind: 'answer', answer: [] } as const)
        : await within(LONGEST, this.debuggee.evaluate(frameId, expressions));
    // Whatever an evaluated expression called may have changed something.
    if (allowed.some(({ effects }) => effects === 'possible')) this.reader.mayHaveChanged();
    return rules.map((rule) => {
      const index = allowed.indexOf(rule);
      if (index < 0) return notAllowed(rule);
      return evaluated.kind === 'late' ? NOT_ENDED : (evaluated.answer[index] ?? NOT_ANSWERED);
    });
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

/** Rules that become others in the middle of a check are checked as they are then, so many times. */
const MOST_ATTEMPTS = 5;

/** How long the expressions of a frame may take together, in milliseconds. */
const LONGEST = 5_000;

function notAllowed({ sideEffect }: RuleToEvaluate): EvaluationResult {
  const message = `it ${sideEffect ?? 'may change the program'}, which may change the program, and nobody has allowed it`;
  return { value: 'error', message };
}

const NOT_ENDED: EvaluationResult = {
  value: 'error',
  message: `the rules' expressions have not ended within ${LONGEST / 1_000} s, and the program is still busy with them`,
};

const NOT_ANSWERED: EvaluationResult = { value: 'error', message: 'the debugger gave no result' };

const NOT_TRUSTED: EvaluationResult = {
  value: 'error',
  message: 'the workspace is not trusted, so nothing of it is evaluated',
};
