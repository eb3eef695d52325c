/**
 * The wire's side of the server: one handler for each message.
 *
 * It keeps the sessions by id and holds no other state. It knows no transport: `main` gives it a connection, tests give
 * it in-memory streams. What changes a session is journaled, and answered when it is durable.
 */
import {
  PublishDiagnosticsNotification,
  type RequestHandler,
  type RequestType,
  type ResponseError,
} from 'vscode-languageserver-protocol';
import { Archives, type Rebuilding } from './archive/archives';
import { handleArchives } from './archive/handleArchives';
import { ArchivedRestores, compareArchived } from './checkpoint/archivedRestores';
import type { Checkpoint } from './checkpoint/checkpointFile';
import { CheckpointFiles, checkpointOf } from './checkpoint/checkpointFiles';
import { addRules } from './invariants/editRules';
import { Learning } from './learning';
import { JOURNALED } from './journal/journaledOperations';
import type { Journals } from './journal/journals';
import { reasonOf } from './journal/openLog';
import { type Outcome, outcomeOf } from './journal/outcomes';
import type { Operation } from './journal/record';
import type { SessionJournal } from './journal/sessionJournal';
import * as protocol from './protocol';
import { registerLanguage } from './language/registerLanguage';
import { RuleChecks } from './ruleChecks';
import { SavepointError } from './savepointError';
import { pathsInScope } from './session/pathsInScope';
import { Rollbacks } from './session/rollback';
import { Session } from './session/session';
import { ViewPublisher } from './viewPublisher';
import { answerOf, responseError, type Wire } from './wire';

export type { Wire } from './wire';

/** A session and what is done to it. */
interface Worked {
  readonly session: Session;
  readonly rollbacks: Rollbacks;
  readonly archived: ArchivedRestores;
}

interface ForSession {
  readonly session: protocol.SessionId;
}

interface OpenedSession extends Worked {
  readonly publisher: ViewPublisher;
  readonly journal: SessionJournal;
}

/** @param onVerdicts what was said of rules has changed */
export function registerHandlers(wire: Wire, journals: Journals, onVerdicts: () => void = () => undefined): void {
  const sessions = new Map<protocol.SessionId, OpenedSession>();
  /** What each request does, by its method: now, and when it is replayed. */
  const operations = new Map<string, (worked: Worked, params: never) => unknown>();
  const checks = new RuleChecks(
    (uri, diagnostics) => {
      void wire.sendNotification(PublishDiagnosticsNotification.type, { uri, diagnostics: [...diagnostics] });
    },
    onVerdicts,
    (uris) => {
      void wire.sendNotification(protocol.SchemaFilesWanted, { uris });
    },
  );
  registerLanguage(wire, {
    text: (uri) => checks.rules.file(uri),
    verdictOf: (rule) => checks.verdictOf(rule),
    declared: (name, uri) => checks.declared(name, uri),
    paths: () => [...new Set([...sessions.values()].flatMap(({ session }) => pathsInScope(session)))],
  });

  const learning = new Learning();

  async function close(id: protocol.SessionId): Promise<boolean> {
    const found = sessions.get(id);
    sessions.delete(id);
    await found?.journal.close();
    return found !== undefined;
  }

  /**
   * Answers a request about a session, and tells the client what changed in its view before the answer. An answer tells
   * of nothing that is not durable.
   *
   * @param addition what the operation needs from outside of the session: it is journaled with the parameters
   */
  function handle<P extends ForSession, R, A extends object = object>(
    type: RequestType<P, R, void>,
    operation: (worked: Worked, params: P & A) => R,
    addition?: (params: P) => A,
  ): void {
    operations.set(type.method, operation);
    const handler = async (given: P & protocol.Numbered): Promise<R | ResponseError> => {
      const found = sessions.get(given.session);
      if (found === undefined) return responseError(sessionEnded());
      let params = given;
      try {
        params = { ...given, ...addition?.(given) };
      } catch (error) {
        return responseError(error);
      }
      const outcome =
        type.method in JOURNALED ? journaled(found, type.method, params) : perform(found, type.method, params);
      await found.journal.durable();
      publish(found);
      return outcome.kind === 'result' ? (outcome.result as R) : responseError(outcome.error);
    };
    wire.onRequest(type, handler as RequestHandler<P, R, void>);
  }

  function perform(worked: Worked, method: string, params: object): Outcome {
    return outcomeOf(() => operations.get(method)?.(worked, params as never));
  }

  /** Does what was not done yet under its number. */
  function journaled(found: OpenedSession, method: string, numbered: ForSession & protocol.Numbered): Outcome {
    const { journal } = found;
    const { sequence, session, ...given } = numbered;
    const known = journal.outcomeOf(sequence);
    if (known === 'missing') return { kind: 'error', error: requestMissing() };
    if (known !== 'new') return known;
    const params = journal.admit(method, given);
    const outcome = perform(found, method, { session, ...params });
    journal.record({ ...(sequence !== undefined && { sequence }), method, params }, outcome);
    return outcome;
  }

  function publish({ session, publisher, journal }: OpenedSession): void {
    const { notDurable } = journal;
    const patches = publisher.patchesTo({ ...session.view(), ...(notDurable !== undefined && { notDurable }) });
    if (patches.length > 0) void wire.sendNotification(protocol.ViewChanged, { session: session.id, patches });
  }

  wire.onRequest(protocol.OpenSession, async (params) => {
    const { session: id, name, language } = params;
    await close(id);
    let worked = newWork(params);
    const newReplay = (): ((operation: Operation) => Outcome | 'unknown') => {
      worked = newWork(params);
      return ({ method, params: replayed }) =>
        operations.has(method) ? perform(worked, method, { session: id, ...replayed }) : 'unknown';
    };
    const { journal, state, notes } = await journals.open(params, newReplay, () => {
      const failed = sessions.get(id);
      if (failed !== undefined) publish(failed);
    });
    // A replay that is not gone on with leaves nothing behind.
    const work = state === 'new' ? newWork(params) : worked;
    const entry = { ...work, journal, publisher: new ViewPublisher() };
    sessions.set(id, entry);
    const opening = { session: id, name, language };
    if (state === 'new') journaled(entry, OPENED, opening);
    await journal.durable();
    publish(entry);
    return { state, notes };
  });
  operations.set(OPENED, () => null);
  wire.onRequest(protocol.CloseSession, async ({ session }) => {
    const found = sessions.get(session);
    if (await close(session)) leaveJournal(journals, found?.session);
    checks.close(session);
    return null;
  });
  const checkpoints = new CheckpointFiles(journals.files);
  const archives = new Archives(journals, checkpoints, newArchive);
  handleArchives(wire, archives, checkpoints);
  handle(protocol.ExportSession, ({ session }, wishes) => checkpoints.write(session, wishes));
  handle(
    protocol.PlanArchived,
    ({ archived }, params: protocol.PlanArchivedParams & { checkpoint: Checkpoint }) =>
      archived.plan(params, params.checkpoint),
    ({ source, savepoint, redact }) => ({
      checkpoint: checkpointOf(archives.session(source), { kind: 'savepoint', savepoint }, 'leave', redact),
    }),
  );
  handle(protocol.SettleArchived, ({ archived }, params) => archived.settle(params));
  handle(protocol.CompareArchived, ({ session }, { source, savepoint }) => {
    const archive = archives.session(source);
    return compareArchived(session, archive, archive.find(savepoint).id);
  });
  wire.onRequest(protocol.ListPast, (retention) => answerOf(() => pastSessions(journals, retention)));
  wire.onRequest(protocol.DeleteAllData, async () => {
    archives.forget();
    for (const found of sessions.values()) {
      await found.journal.giveUp('all savepoint data was deleted');
      publish(found);
    }
    return answerOf(() => removeEverything(journals));
  });

  function newArchive(name: string): Rebuilding {
    const worked = newWork({ session: ARCHIVE, name });
    return {
      session: worked.session,
      replay: ({ method, params }) => {
        if (!operations.has(method)) return 'unknown';
        perform(worked, method, { session: ARCHIVE, ...params });
        return 'done';
      },
    };
  }
  handle(protocol.Observe, ({ session }, { capture }) => {
    session.observe(capture);
    return null;
  });
  handle(protocol.Describe, ({ session }, { description }) => {
    session.describe(description);
    return null;
  });
  handle(protocol.TakeSavepoint, ({ session }, { capture, name, location, health }) => {
    const savepoint = session.savepoint(capture, name, location, health);
    if (savepoint.health === 'good') learning.add(session, savepoint.id);
    return savepoint;
  });
  handle(protocol.TakeAutoSavepoint, ({ session }, { capture, location, keep, health }) => {
    const savepoint = session.autoSavepoint(capture, location, keep, health);
    if (savepoint.health === 'good') learning.add(session, savepoint.id);
    return null;
  });
  handle(protocol.Release, ({ session }, { target }) => {
    session.release(target);
    return null;
  });
  handle(protocol.Commit, ({ session }) => {
    session.commit();
    return null;
  });
  handle(protocol.Plan, ({ rollbacks }, params) => rollbacks.plan(params));
  handle(protocol.BeginRewind, ({ rollbacks }, params) => rollbacks.beginRewind(params));
  handle(protocol.EndRewind, ({ rollbacks }, { outcome }) => {
    rollbacks.endRewind(outcome);
    return null;
  });
  handle(protocol.Settle, ({ rollbacks }, params) => rollbacks.settle(params));
  handle(protocol.Diff, ({ session }, { from, to, offset, limit }) => session.diff(from, to, offset, limit));
  handle(protocol.BranchDiff, ({ session }, { branch, offset, limit }) => session.branchDiff(branch, offset, limit));
  handle(protocol.Drift, ({ session }) => session.drift());
  handle(protocol.RulesToWatch, ({ session }) => checks.rules.rulesToWatch(session.language));
  handle(protocol.RulesToEvaluate, ({ session }, params) => checks.rulesToEvaluate(session, params));
  handle(protocol.Judge, ({ session }, params) => {
    const results = checks.judge(session, params);
    if (results !== null) session.invariants = results;
    return results;
  });
  handle(protocol.MarkGood, ({ session }, { target }) => {
    learning.add(session, session.find(target).id);
    return null;
  });
  handle(protocol.Learn, ({ session }) => learning.rules(session));
  handle(protocol.AddRules, (_, { text, rules }) => addRules(text, rules));
  handle(protocol.Resumed, ({ session }) => {
    checks.forget(session.id);
    session.invariants = [];
    session.autoSavepoints.wentOn();
    return null;
  });
  wire.onNotification(protocol.RulesChanged, ({ uri, text }) => checks.fileChanged(uri, text));
  wire.onNotification(protocol.SchemaFileChanged, ({ uri, content }) => checks.schemaFileChanged(uri, content));
  handle(protocol.Retained, ({ session }) => session.retained());
}

const OPENED = protocol.OpenSession.method;

/** The id of sessions that can only be looked at. */
const ARCHIVE = 'archive';

/** A session in which there is something to see stays as one of the past. */
function leaveJournal(journals: Journals, session: Session | undefined): void {
  if (session === undefined) return;
  const { savepoints, autoSavepoints } = session.view();
  if (savepoints.length + autoSavepoints.length > 0) journals.keep(session.id);
  else journals.remove(session.id);
}

function newWork({ session: id, name, language }: protocol.OpenSessionParams): Worked {
  const session = new Session(id, name, language);
  return { session, rollbacks: new Rollbacks(session), archived: new ArchivedRestores(session) };
}

function pastSessions(journals: Journals, retention: protocol.Retention): readonly protocol.PastSession[] {
  try {
    return journals.past(retention, Date.now());
  } catch (cause) {
    throw new SavepointError('no-archive', `The sessions of the past cannot be listed: ${reasonOf(cause)}`, { cause });
  }
}

function removeEverything(journals: Journals): null {
  try {
    journals.removeEverything();
    return null;
  } catch (cause) {
    throw new SavepointError('cannot-delete', `Not all savepoint data could be deleted: ${reasonOf(cause)}`, { cause });
  }
}

function sessionEnded(): SavepointError {
  return new SavepointError('session-ended', 'This debug session has ended; its savepoints are gone.');
}

function requestMissing(): SavepointError {
  return new SavepointError('server-stopped', 'What was asked before this was lost with a server that stopped.');
}
