/** The exported API over the operations of the debug sessions. */
import type { SavepointApi, SessionOption } from './apiTypes';
import type { ArchivesApi } from './archives/archiveTypes';
import type { RulesFileEdits } from './rulesFileEdits';
import type { SessionOperations } from './sessions/sessionOperations';
import { autoSavepointsKept } from './sessions/settings';
import type { Sessions } from './sessions/sessions';
import type { Deadlines } from './triggers/deadlines';

export function createApi(
  sessions: Sessions,
  rules: RulesFileEdits,
  deadlines: Pick<Deadlines, 'run'>,
  archives: ArchivesApi,
  onDidTrigger: SavepointApi['onDidTrigger'],
): SavepointApi {
  const of = (options: SessionOption | undefined): Promise<SessionOperations> => sessions.operations(options?.session);
  const diffPage: SavepointApi['diffPage'] = async (from, to, options) =>
    (await of(options)).diff({
      from,
      ...(to !== undefined && { to }),
      offset: options?.offset ?? 0,
      limit: options?.limit ?? Number.MAX_SAFE_INTEGER,
    });
  return {
    version: 1,
    savepoint: async (name, options) => (await of(options)).savepoint(name),
    release: async (target, options) => (await of(options)).release(target),
    rollbackTo: async (savepoint, options) =>
      (await of(options)).rollback({ kind: 'savepoint', savepoint }, { ...options }),
    commit: async (options) => (await of(options)).commit(),
    rollback: async (options) => (await of(options)).rollback({ kind: 'transaction' }, { ...options }),
    undoRollback: async (options) => (await of(options)).rollback({ kind: 'undo' }, { ...options }),
    redoRollback: async (options) => (await of(options)).rollback({ kind: 'redo' }, { ...options }),
    restoreBranch: async (branch, options) => (await of(options)).rollback({ kind: 'branch', branch }, { ...options }),
    branchDiff: async (branch, options) =>
      (await of(options)).branchDiff(branch, options?.offset ?? 0, options?.limit ?? Number.MAX_SAFE_INTEGER),
    plan: async (target, options) =>
      (await of(options)).plan(typeof target === 'object' ? target : { kind: 'savepoint', savepoint: target }, {
        ...options,
      }),
    drift: async (options) => (await of(options)).drift(),
    stepBack: async (options) => (await of(options)).stepBack({ ...options }),
    planStepBack: async (options) => (await of(options)).planStepBack({ ...options }),
    diff: async (from, to, options) => (await diffPage(from, to, options)).changes,
    diffPage,
    check: async (options) => (await of(options)).check(),
    markGood: async (target, options) => (await of(options)).markGood(target),
    learn: async (options) => (await of(options)).learn(),
    enforce: async (learned, options) => rules.enforce((await of(options)).session, learned),
    continueWithDeadline: async (milliseconds, options) => {
      const { session, port } = await of(options);
      return deadlines.run(session, port, milliseconds, options?.policy ?? 'pause');
    },
    runUntilBroken: async ({ session, ...options } = {}) =>
      (await of({ ...(session !== undefined && { session }) })).hunt(
        { way: 'fastest', stops: 100_000, milliseconds: 60_000, signal: NEVER, ...options },
        autoSavepointsKept(),
      ),
    state: (options) => sessions.state(options?.session),
    sessions: () => sessions.all(),
    archives,
    onDidChangeState: sessions.onDidChangeState,
    onDidTrigger,
    onDidEndSession: sessions.onDidEndSession,
  };
}

const NEVER = new AbortController().signal;
