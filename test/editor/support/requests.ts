/** The requests that an extension makes of a debug adapter, told from those that VS Code's own views make. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';

/** VS Code's views ask for these when the program stops, and again when a view is to be refreshed. */
const OF_VIEWS = new Set(['threads', 'scopes', 'variables']);

export class Requests implements vscode.Disposable {
  readonly commands: string[] = [];
  /** References that an evaluation gave: nobody but who evaluated asks for what is behind them. */
  readonly #evaluated = new Set<number>();
  readonly #tracker: vscode.Disposable;

  /** Listens to sessions that start from now on. */
  constructor(type: string) {
    this.#tracker = vscode.debug.registerDebugAdapterTrackerFactory(type, {
      createDebugAdapterTracker: () => ({
        onWillReceiveMessage: (message: DebugProtocol.ProtocolMessage) => {
          if (message.type === 'request') this.#note(message as DebugProtocol.Request);
        },
        onDidSendMessage: (message: DebugProtocol.ProtocolMessage) => {
          if (message.type !== 'response') return;
          if ((message as DebugProtocol.Response).command !== 'evaluate') return;
          const { body } = message as Partial<DebugProtocol.EvaluateResponse>;
          if (body !== undefined) this.#evaluated.add(body.variablesReference);
        },
      }),
    });
  }

  /** The requests that were made while the operation ran. */
  async during(operation: () => Promise<unknown>): Promise<readonly string[]> {
    const from = this.commands.length;
    await operation();
    return this.commands.slice(from);
  }

  dispose(): void {
    this.#tracker.dispose();
  }

  #note({ command, arguments: given }: DebugProtocol.Request): void {
    const { variablesReference } = (given ?? {}) as Partial<DebugProtocol.VariablesArguments>;
    if (OF_VIEWS.has(command) && !this.#evaluated.has(variablesReference ?? 0)) return;
    this.commands.push(command);
  }
}
