/** The requests that an extension makes of a debug adapter, told from those that VS Code's own views make. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';

/** Without a watch expression and a word under the mouse, VS Code itself makes none of these. */
const OF_EXTENSIONS = new Set(['evaluate', 'completions', 'source', 'setVariable', 'setExpression', 'writeMemory']);

export class Requests implements vscode.Disposable {
  readonly commands: string[] = [];
  /** References that an evaluation gave: nobody but who evaluated asks for what is behind them. */
  readonly #evaluated = new Set<number>();
  readonly #made = new vscode.EventEmitter<string>();
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
          if (body !== undefined && body.variablesReference > 0) this.#evaluated.add(body.variablesReference);
        },
      }),
    });
  }

  /** Waits for the next request of that kind; ask before causing it. */
  next(command: string): Promise<void> {
    return new Promise((resolve) => {
      const subscription = this.#made.event((made) => {
        if (made !== command) return;
        subscription.dispose();
        resolve();
      });
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
    this.#made.dispose();
  }

  #note({ command, arguments: given }: DebugProtocol.Request): void {
    const { variablesReference } = (given ?? {}) as Partial<DebugProtocol.VariablesArguments>;
    const isOfEvaluated = command === 'variables' && this.#evaluated.has(variablesReference ?? 0);
    if (!OF_EXTENSIONS.has(command) && !isOfEvaluated) return;
    this.commands.push(command);
    this.#made.fire(command);
  }
}
