/** Debug sessions for tests inside the extension host: started to a stop, stepped, asked, ended. */
import { randomUUID } from 'node:crypto';
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import { liveSessions, nextStop, stoppedThread } from './adapterTraffic';

export interface StartOptions {
  /** A file, by its absolute path. */
  readonly program: string;
  /** Lines of the program, from 1. */
  readonly breakpoints: readonly number[];
  /** Further attributes of the launch configuration, or others in place of a Node program's. */
  readonly configuration?: Readonly<Record<string, unknown>>;
}

/** Starts the program and waits until it is paused at a breakpoint and VS Code shows it so. Gives the session that has the program. */
export async function startDebugging(options: StartOptions): Promise<vscode.DebugSession> {
  const { program, breakpoints, configuration } = options;
  vscode.debug.addBreakpoints(
    breakpoints.map((line) => {
      const place = new vscode.Location(vscode.Uri.file(program), new vscode.Position(line - 1, 0));
      return new vscode.SourceBreakpoint(place);
    }),
  );
  // js-debug puts a session of its own in front of the program's, so the stop is known by the root of its session.
  const run = randomUUID();
  const stop = nextStop((session) => rootOf(session).configuration['savepointTestRun'] === run);
  const [started, { session }] = await Promise.all([
    vscode.debug.startDebugging(undefined, {
      type: 'node',
      request: 'launch',
      name: 'test',
      program,
      console: 'internalConsole',
      skipFiles: ['<node_internals>/**'],
      ...configuration,
      savepointTestRun: run,
    }),
    stop,
  ]);
  if (!started) throw new Error(`VS Code did not start ${program}.`);
  await untilShown(session);
  return session;
}

export type Step = 'next' | 'stepIn' | 'stepOut' | 'continue';

/** Sets the paused program going and waits until it is paused again and VS Code shows it so. Gives where it stands. */
export async function step(session: vscode.DebugSession, how: Step = 'next'): Promise<DebugProtocol.StackFrame> {
  const stop = nextStop(({ id }) => id === session.id);
  await Promise.all([stop, session.customRequest(how, { threadId: stoppedThread(session) })]);
  return untilShown(session);
}

/** Steps over lines until the program stands in that one, in whatever function. */
export async function stepToLine(session: vscode.DebugSession, line: number): Promise<void> {
  while ((await step(session)).line !== line);
}

/** Lets the paused program run to its end. */
export async function runToEnd(session: vscode.DebugSession): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    const subscription = vscode.debug.onDidTerminateDebugSession(({ id }) => {
      if (id !== session.id) return;
      subscription.dispose();
      resolve();
    });
  });
  vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
  await session.customRequest('continue', { threadId: stoppedThread(session) });
  await ended;
}

/** The stack of the paused program, the frame where it stands first. */
export async function stack(session: vscode.DebugSession): Promise<readonly DebugProtocol.StackFrame[]> {
  const response: unknown = await session.customRequest('stackTrace', { threadId: stoppedThread(session) });
  return (response as DebugProtocol.StackTraceResponse['body']).stackFrames;
}

/** Evaluates in the paused frame, or in a caller that many frames up, and gives the adapter's text of the result. */
export async function evaluate(session: vscode.DebugSession, expression: string, framesUp = 0): Promise<string> {
  const frame = (await stack(session))[framesUp];
  if (frame === undefined) throw new Error(`The stack has no frame ${framesUp} frames up.`);
  const request = { expression, frameId: frame.id, context: 'clipboard' };
  const response: unknown = await session.customRequest('evaluate', request);
  return (response as DebugProtocol.EvaluateResponse['body']).result;
}

/** Evaluates a JavaScript expression in the paused frame, and gives its value, which must be JSON. */
export async function evaluateJson(session: vscode.DebugSession, expression: string, framesUp = 0): Promise<unknown> {
  // In this context js-debug gives a string's text as a JSON string.
  const quoted = await evaluate(session, `JSON.stringify(${expression})`, framesUp);
  return quoted === 'undefined' ? undefined : JSON.parse(JSON.parse(quoted) as string);
}

/** Evaluates a Python expression in the paused frame, and gives its value, which must be JSON. */
export async function evaluatePython(session: vscode.DebugSession, expression: string, framesUp = 0): Promise<unknown> {
  // In this context debugpy gives a string's whole `repr`: base 64 needs no escapes there.
  const code = `__import__('base64').b64encode(__import__('json').dumps(${expression}).encode()).decode()`;
  const quoted = await evaluate(session, code, framesUp);
  return JSON.parse(Buffer.from(quoted.slice(1, -1), 'base64').toString('utf8'));
}

/** Ends every session and removes every breakpoint. Tests that debug call it after each test. */
export async function endDebugging(): Promise<void> {
  const ends = liveSessions().map(
    ({ id }) =>
      new Promise<void>((resolve) => {
        const subscription = vscode.debug.onDidTerminateDebugSession((ended) => {
          if (ended.id !== id) return;
          subscription.dispose();
          resolve();
        });
      }),
  );
  vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
  await vscode.debug.stopDebugging();
  await Promise.all(ends);
}

function rootOf(session: vscode.DebugSession): vscode.DebugSession {
  return session.parentSession === undefined ? session : rootOf(session.parentSession);
}

/**
 * VS Code focuses the new frame a moment after the adapter's event, and what works on the active session needs that. While
 * another session is paused and in focus, it leaves the focus there.
 */
async function untilShown(session: vscode.DebugSession): Promise<DebugProtocol.StackFrame> {
  const [top] = await stack(session);
  if (top === undefined) throw new Error(`The paused session "${session.name}" has no stack.`);
  const isShown = (item = vscode.debug.activeStackItem): boolean =>
    item instanceof vscode.DebugStackFrame && (item.session.id !== session.id || item.frameId === top.id);
  if (isShown()) return top;
  return new Promise((resolve) => {
    const subscription = vscode.debug.onDidChangeActiveStackItem((item) => {
      if (!isShown(item)) return;
      subscription.dispose();
      resolve(top);
    });
  });
}
