/** How a JavaScript session's evaluates reach V8 without passing VS Code's window: through the connection that js-debug shares. */
import * as vscode from 'vscode';
import type { InspectorAccess } from '../debuggee/javascript/directPort';
import { type InspectorAddress, SharedInspector, type StackPlace } from '../debuggee/javascript/sharedInspector';
import type { Stops } from './stops';
import { within } from './within';

/** How long the first to ask waits for the connection, in milliseconds. */
const PATIENCE = 1_000;

export class SessionInspector implements InspectorAccess, vscode.Disposable {
  #begun: Promise<unknown> | undefined;
  #inspector: SharedInspector | undefined;
  #isOver = false;

  constructor(
    private readonly session: vscode.DebugSession,
    private readonly stops: Pick<Stops, 'stopOf'>,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  async inspector(): Promise<SharedInspector | undefined> {
    await (this.#begun ??= within(PATIENCE, this.#connect()));
    return this.#inspector;
  }

  async placeOf(frameId: number): Promise<StackPlace | undefined> {
    const stack = (await this.stops.stopOf(this.session)?.stack) ?? [];
    const index = stack.findIndex(({ id }) => id === frameId);
    return index < 0 ? undefined : { index, count: stack.length };
  }

  dispose(): void {
    this.#isOver = true;
    this.#inspector?.close();
  }

  async #connect(): Promise<void> {
    try {
      const command = 'extension.js-debug.requestCDPProxy';
      const address = await vscode.commands.executeCommand<InspectorAddress | undefined>(command, this.session.id);
      this.#inspector = address && (await SharedInspector.connect(address));
    } catch (error) {
      // Its message may tell the address, which is a secret of the session's.
      const kind = error instanceof Error ? error.name : typeof error;
      this.log.info(`js-debug does not share its connection to '${this.session.name}': ${kind}`);
    }
    if (this.#isOver) this.#inspector?.close();
  }
}
