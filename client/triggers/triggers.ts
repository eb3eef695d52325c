/**
 * Rolls back by itself where the policy of a violated rule or of a deadline says so: monitor, decide, roll back to the last
 * good savepoint, tell.
 *
 * It does what a person could have done, through the same API, and says in one notification what it did, with Undo on it.
 */
import * as vscode from 'vscode';
import type { RollbackReport, SavepointApi, TriggerReport } from '../apiTypes';
import type { Reports } from '../commands/announceReport';
import type { Checked } from '../sessions/sessions';
import { withoutLinks } from '../views/plainText';
import { Breakers, MOST_IN_A_ROW } from './breakers';
import type { Deadlines } from './deadlines';
import { type Cause, causeOf, type Decision, decideTrigger, violations } from './decideTrigger';

export class Triggers implements vscode.Disposable {
  readonly #breakers = new Breakers();
  readonly #disposables: vscode.Disposable[];

  constructor(
    private readonly api: SavepointApi,
    private readonly reports: Pick<Reports, 'announce'>,
    onDidCheck: vscode.Event<Checked>,
    private readonly deadlines: Pick<Deadlines, 'passedAt'>,
    private readonly triggered: vscode.EventEmitter<TriggerReport>,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.#disposables = [
      onDidCheck((checked) => void this.#follow(checked)),
      api.onDidEndSession(({ id }) => this.#breakers.forget(`${id} `)),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #follow(checked: Checked): Promise<void> {
    try {
      await this.#checked(checked);
    } catch (error) {
      // The session may have gone on or ended meanwhile.
      this.log.warn(`The policies in '${checked.session.name}': ${error instanceof Error ? error.name : typeof error}`);
    }
  }

  async #checked({ session, stop, results }: Checked): Promise<void> {
    const [top] = (await stop.stack) ?? [];
    const line = `${top?.source?.path ?? ''}:${top?.line ?? 0}`;
    const place = ({ key }: Cause): string => `${session.id} ${key} ${line}`;
    for (const result of results) if (result.status === 'held') await this.#breakers.held(place(causeOf(result)));
    const late = this.deadlines.passedAt(stop);
    const state = await this.api.state({ session });
    const decision = decideTrigger(
      [...violations(results), ...(late === undefined ? [] : [late])],
      [...state.savepoints, ...state.autoSavepoints],
    );
    if (decision.kind === 'nothing') return;
    const { cause } = decision;
    const { key: _, ...told } = cause;
    const common = { session, ...told };
    if (decision.kind !== 'go-back') {
      this.#tell(decision);
      this.#report({ ...common, outcome: decision.kind === 'tell' ? 'told' : 'no-good-savepoint' });
      return;
    }
    if ((await this.#breakers.fire(place(cause))) === 'open') {
      this.#report({ ...common, outcome: 'circuit-open' });
      if (!(await this.#isClosedByHand(cause))) return;
      this.#breakers.close(place(cause));
    }
    await this.#goBack(decision, common);
  }

  async #goBack(
    { cause, savepoint, policy }: Extract<Decision, { kind: 'go-back' }>,
    common: Pick<TriggerReport, 'session' | 'trigger' | 'rule' | 'policy' | 'message'>,
  ): Promise<void> {
    const { session } = common;
    try {
      const rewind = policy === 'rewind' ? 'line' : 'none';
      const report = await this.api.rollbackTo(savepoint.id, { session, rewind });
      const target = `savepoint '${savepoint.name}'`;
      this.reports.announce({ session, goal: { target, cause: cause.message }, report });
      const told = { ...common, savepoint: savepoint.name, report };
      const reason = whyNothing(report);
      if (reason === undefined) this.#report({ ...told, outcome: 'rolled-back' });
      else this.#report({ ...told, outcome: 'failed', reason });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const sentence = `${cause.message} Its policy, ${policy}, could not go back to '${savepoint.name}': ${reason}`;
      void vscode.window.showErrorMessage(withoutLinks(sentence));
      this.#report({ ...common, outcome: 'failed', savepoint: savepoint.name, reason });
    }
  }

  #tell({ kind, cause, others }: Extract<Decision, { kind: 'tell' | 'nowhere' }>): void {
    const more = others === 0 ? '' : ` ${others} more ${others === 1 ? 'is' : 'are'} violated as well.`;
    const nowhere = kind === 'tell' ? '' : ` There is no savepoint at which all rules held to ${cause.policy} to.`;
    const problems = 'Show Problems';
    void vscode.window
      .showWarningMessage(withoutLinks(`${cause.message}${more}${nowhere}`), problems)
      .then((button) => {
        if (button === problems) void vscode.commands.executeCommand('workbench.actions.view.problems');
      });
  }

  /** Tells that the circuit is open; whether the user wants the policy to fire all the same, now and from now on. */
  async #isClosedByHand({ message }: Cause): Promise<boolean> {
    const close = 'Roll Back Again';
    const sentence = `${message} Its policy has fired ${MOST_IN_A_ROW} times in a row here, so it only tells now.`;
    return (await vscode.window.showWarningMessage(withoutLinks(sentence), close)) === close;
  }

  /** No value of the program goes into the log. */
  #report(report: TriggerReport): void {
    const { trigger, rule, policy, outcome, savepoint, session } = report;
    const cause = rule === undefined ? `The ${trigger}` : `Rule '${rule}'`;
    const target = savepoint === undefined ? '' : ` to '${savepoint}'`;
    const trace = report.report === undefined ? '' : ` (${report.report.outcome}, ${report.report.trace})`;
    this.log.info(`${cause} in '${session.name}', policy ${policy}: ${outcome}${target}${trace}`);
    this.triggered.fire(report);
  }
}

/** Why a rollback has brought nothing back, where it has not. */
function whyNothing({ outcome, verdicts }: RollbackReport): string | undefined {
  if (outcome === 'restored' || verdicts.some(({ verdict }) => verdict === 'restored')) return undefined;
  return verdicts.find(({ verdict, reason }) => verdict !== 'unchanged' && reason !== undefined)?.reason;
}
