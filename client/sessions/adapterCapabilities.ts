/** What each session's debug adapter can do, as it told VS Code. It only listens. */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import * as vscode from 'vscode';

export class AdapterCapabilities implements vscode.Disposable {
  readonly #known = new Map<string, Dap.Capabilities>();
  readonly #disposables: vscode.Disposable[];

  constructor() {
    this.#disposables = [
      vscode.debug.registerDebugAdapterTrackerFactory('*', {
        createDebugAdapterTracker: (session) => ({
          onDidSendMessage: (message: Dap.ProtocolMessage) => this.#message(session, message),
        }),
      }),
      vscode.debug.onDidTerminateDebugSession((session) => this.#known.delete(session.id)),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** An adapter that has told nothing can do nothing. */
  of(session: vscode.DebugSession): Dap.Capabilities {
    return this.#known.get(session.id) ?? {};
  }

  #message(session: vscode.DebugSession, message: Dap.ProtocolMessage): void {
    const told = capabilitiesIn(message);
    if (told !== undefined) this.#known.set(session.id, { ...this.of(session), ...told });
  }
}

/** They come with the response to `initialize`, and may change later. */
function capabilitiesIn(message: Dap.ProtocolMessage): Dap.Capabilities | undefined {
  if (message.type === 'response') {
    const { command, success, body } = message as Dap.InitializeResponse;
    return command === 'initialize' && success ? body : undefined;
  }
  const { event, body } = message as Dap.CapabilitiesEvent;
  return event === 'capabilities' ? body.capabilities : undefined;
}
