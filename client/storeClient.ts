/** The server, one method for each message about a session. */
import * as protocol from '../server/protocol';
import type { Capture, Description, ObjectId } from '../server/value';
import { NeededDescription, ServerConnection } from './serverConnection';

/** Describes objects of the session that a request turned out to need. */
export type Describe = (objects: readonly ObjectId[]) => Promise<Description>;

export class StoreClient extends ServerConnection {
  async observe(session: protocol.SessionId, capture: Capture): Promise<void> {
    await this.request(protocol.Observe, { session, capture });
  }

  savepoint(
    session: protocol.SessionId,
    capture: Capture,
    name: string | undefined,
    location: protocol.Location | undefined,
    health: protocol.Health | undefined,
  ): Promise<protocol.Savepoint> {
    return this.request(protocol.TakeSavepoint, {
      session,
      capture,
      ...(name !== undefined && { name }),
      ...(location !== undefined && { location }),
      ...(health !== undefined && { health }),
    });
  }

  async autoSavepoint(
    session: protocol.SessionId,
    capture: Capture,
    location: protocol.Location | undefined,
    keep: number,
    health: protocol.Health | undefined,
  ): Promise<void> {
    await this.request(protocol.TakeAutoSavepoint, {
      session,
      capture,
      keep,
      ...(location !== undefined && { location }),
      ...(health !== undefined && { health }),
    });
  }

  async release(session: protocol.SessionId, target: protocol.SavepointRef): Promise<void> {
    await this.request(protocol.Release, { session, target });
  }

  async commit(session: protocol.SessionId): Promise<void> {
    await this.request(protocol.Commit, { session });
  }

  plan(
    params: protocol.PlanParams,
    describe: Describe,
  ): Promise<{ plan: protocol.RollbackPlan; order: protocol.WriteOrder }> {
    return this.#describing(params.session, describe, () => this.request(protocol.Plan, params));
  }

  planArchived(
    params: protocol.PlanArchivedParams,
    describe: Describe,
  ): Promise<{ plan: protocol.RollbackPlan; planting: protocol.Planting }> {
    return this.#describing(params.session, describe, () => this.request(protocol.PlanArchived, params));
  }

  settleArchived(params: protocol.SettleArchivedParams): Promise<protocol.Settlement> {
    return this.request(protocol.SettleArchived, params);
  }

  compareArchived(
    session: protocol.SessionId,
    source: protocol.ArchiveSource,
    savepoint: protocol.SavepointRef,
    describe: Describe,
  ): Promise<protocol.ArchiveComparison> {
    const params = { session, source, savepoint };
    return this.#describing(session, describe, () => this.request(protocol.CompareArchived, params));
  }

  exportSession(params: protocol.ExportSessionParams, describe: Describe): Promise<protocol.CheckpointWritten> {
    return this.#describing(params.session, describe, () => this.request(protocol.ExportSession, params));
  }

  settle(params: protocol.SettleParams): Promise<protocol.Settlement> {
    return this.request(protocol.Settle, params);
  }

  async beginRewind(
    session: protocol.SessionId,
    capture: Capture,
    target: protocol.PlanTarget,
  ): Promise<protocol.Standpoint | undefined> {
    return (await this.request(protocol.BeginRewind, { session, capture, target })) ?? undefined;
  }

  async endRewind(session: protocol.SessionId, outcome: 'arrived' | 'elsewhere'): Promise<void> {
    await this.request(protocol.EndRewind, { session, outcome });
  }

  diff(params: protocol.DiffParams): Promise<protocol.DiffPage> {
    return this.request(protocol.Diff, params);
  }

  branchDiff(params: protocol.BranchDiffParams): Promise<protocol.DiffPage> {
    return this.request(protocol.BranchDiff, params);
  }

  drift(session: protocol.SessionId): Promise<readonly protocol.Change[]> {
    return this.request(protocol.Drift, { session });
  }

  retained(session: protocol.SessionId): Promise<readonly number[]> {
    return this.request(protocol.Retained, { session });
  }

  async resumed(session: protocol.SessionId): Promise<void> {
    await this.request(protocol.Resumed, { session });
  }

  rulesToWatch(
    session: protocol.SessionId,
  ): Promise<{ readonly rules: readonly protocol.RuleToWatch[]; readonly others: number }> {
    return this.request(protocol.RulesToWatch, { session });
  }

  rulesToEvaluate(params: protocol.RulesToEvaluateParams): Promise<readonly protocol.RuleToEvaluate[]> {
    return this.request(protocol.RulesToEvaluate, params);
  }

  judge(params: protocol.JudgeParams, describe: Describe): Promise<readonly protocol.InvariantResult[] | null> {
    return this.#describing(params.session, describe, () => this.request(protocol.Judge, params));
  }

  async markGood(session: protocol.SessionId, target: protocol.SavepointRef): Promise<void> {
    await this.request(protocol.MarkGood, { session, target });
  }

  learn(session: protocol.SessionId): Promise<readonly protocol.LearnedRule[]> {
    return this.request(protocol.Learn, { session });
  }

  addRules(params: protocol.AddRulesParams): Promise<string> {
    return this.request(protocol.AddRules, params);
  }

  /** Asks again after each description that the answer turns out to need. */
  async #describing<R>(session: protocol.SessionId, describe: Describe, ask: () => Promise<R>): Promise<R> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof NeededDescription)) throw error;
        const description = await describe(error.objects);
        if (description.objects.length === 0) throw error;
        await this.request(protocol.Describe, { session, description });
      }
    }
  }
}
