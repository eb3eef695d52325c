/** Has VS Code's own Variables view show what was read back after a rollback. */
import type * as vscode from 'vscode';
import type { DapPort, Debuggee } from '../debuggee/debuggee';
import { changedBindings, presentPrimitive, visibleChanges } from './presentedBindings';
import type { Reading } from './reading';
import type { Presentation, ShownVariables } from './shownVariables';

export class RestoredVariables {
  constructor(
    private readonly session: vscode.DebugSession,
    private readonly port: DapPort,
    private readonly debuggee: Debuggee,
    private readonly shown: Pick<ShownVariables, 'correct'>,
  ) {}

  async show({ capture, frames }: Reading): Promise<void> {
    const changed = changedBindings(capture);
    for (const [index, { activation }] of capture.frames.entries()) {
      const frameId = frames[index]?.frameId;
      if (frameId === undefined) continue;
      const variables = new Map<string, Presentation>();
      for (const [name, value] of visibleChanges(changed, activation, capture.frames))
        variables.set(name, presentPrimitive(value) ?? (await this.#present(frameId, name)));
      if (variables.size > 0) this.shown.correct(this.session, frameId, variables);
    }
    await this.debuggee.refreshViews();
  }

  /** An object is presented as the adapter does, with a reference that its contents can be asked by. */
  async #present(frameId: number, name: string): Promise<Presentation> {
    const { result, type, ...rest } = await this.port.request('evaluate', {
      frameId,
      expression: name,
      context: 'variables',
    });
    return { value: result, ...(type !== undefined && { type }), ...rest };
  }
}
