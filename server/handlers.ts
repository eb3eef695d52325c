/**
 * The wire's side of the server: one handler for each message, and the one place where errors become ResponseErrors.
 *
 * It keeps the sessions by id and holds no other state. It knows no transport: `main` gives it a connection, tests give
 * it in-memory streams.
 */
import type { Connection } from 'vscode-languageserver';
import {
  PublishDiagnosticsNotification,
  type RequestHandler,
  type RequestType,
  ResponseError,
} from 'vscode-languageserver-protocol';
import * as protocol from './protocol';
import { RuleChecks } from './ruleChecks';
import { SavepointError } from './savepointError';
import { Rollbacks } from './session/rollback';
import { Session } from './session/session';
import { NeedsDescription } from './session/stateView';
import { StoreError } from './store';
import { ViewPublisher } from './viewPublisher';

/** What is used of a connection. */
export type Wire = Pick<Connection, 'onRequest' | 'onNotification' | 'sendNotification'>;

interface OpenedSession {
  readonly session: Session;
  readonly rollbacks: Rollbacks;
  readonly publisher: ViewPublisher;
}

export function registerHandlers(wire: Wire): void {
  const sessions = new Map<protocol.SessionId, OpenedSession>();
  const checks = new RuleChecks((uri, diagnostics) => {
    void wire.sendNotification(PublishDiagnosticsNotification.type, { uri, diagnostics: [...diagnostics] });
  });

  const opened = (id: protocol.SessionId): OpenedSession => {
    const found = sessions.get(id);
    if (found === undefined)
      throw new SavepointError('session-ended', 'This debug session has ended; its savepoints are gone.');
    return found;
  };

  /** Answers a request about a session and tells the client what changed in its view, before the answer. */
  function handle<P extends { readonly session: protocol.SessionId }, R>(
    type: RequestType<P, R, void>,
    operation: (opened: OpenedSession, params: P) => R,
  ): void {
    const handler = (params: P): R | ResponseError => {
      try {
        const found = opened(params.session);
        const result = operation(found, params);
        publish(found);
        return result;
      } catch (error) {
        return responseError(error);
      }
    };
    wire.onRequest(type, handler as RequestHandler<P, R, void>);
  }

  function publish({ session, publisher }: OpenedSession): void {
    const patches = publisher.patchesTo(session.view());
    if (patches.length > 0) void wire.sendNotification(protocol.ViewChanged, { session: session.id, patches });
  }

  wire.onRequest(protocol.OpenSession, ({ session: id, name, language }) => {
    const session = new Session(id, name, language);
    const entry = { session, rollbacks: new Rollbacks(session), publisher: new ViewPublisher() };
    sessions.set(id, entry);
    publish(entry);
    return null;
  });
  wire.onRequest(protocol.CloseSession, ({ session }) => {
    sessions.delete(session);
    checks.close(session);
    return null;
  });
  handle(protocol.Observe, ({ session }, { capture }) => {
    session.observe(capture);
    return null;
  });
  handle(protocol.Describe, ({ session }, { description }) => {
    session.describe(description);
    return null;
  });
  handle(protocol.TakeSavepoint, ({ session }, { capture, name, location }) =>
    session.savepoint(capture, name, location),
  );
  handle(protocol.TakeAutoSavepoint, ({ session }, { capture, location, keep }) => {
    session.autoSavepoint(capture, location, keep);
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
  handle(protocol.RulesToEvaluate, ({ session }, params) => {
    session.observe(params.capture);
    return checks.rulesToEvaluate(session, params);
  });
  handle(protocol.Judge, ({ session }, params) => {
    session.invariants = checks.judge(session, params);
    return session.invariants;
  });
  handle(protocol.Resumed, ({ session }) => {
    checks.forget(session.id);
    session.invariants = [];
    session.autoSavepoints.wentOn();
    return null;
  });
  wire.onNotification(protocol.RulesChanged, ({ uri, text }) => checks.fileChanged(uri, text));
  handle(protocol.Retained, ({ session }) => session.retained());
}

function responseError(error: unknown): ResponseError {
  const data = errorData(error);
  const message = error instanceof Error ? error.message : String(error);
  return new ResponseError(ERROR, message, data) as ResponseError<unknown> as ResponseError;
}

/** In the range that JSON-RPC leaves to applications. */
const ERROR = 1;

function errorData(error: unknown): protocol.ErrorData | undefined {
  if (error instanceof NeedsDescription) return { kind: 'needs-description', objects: error.objects };
  if (error instanceof SavepointError) return { kind: 'savepoint-error', code: error.code };
  if (error instanceof StoreError) return { kind: 'savepoint-error', code: 'no-savepoint' };
  return undefined;
}
