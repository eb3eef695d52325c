/** Has VS Code's own Variables view show what was read back after a rollback. */
import type * as vscode from 'vscode';
import type { DapPort, Debuggee } from '../debuggee/debuggee';
import { changedBindings, presentPrimitive, visibleChanges } from './presentedBindings';
import { presentObjects } from './presentObjects';
import type { Reading } from './reading';
import type { Presentation, ShownVariables } from './shownVariables';

export class RestoredVariables {
  constructor(
    private readonly session: vscode.DebugSession,
    private readonly port: DapPort,
    private readonly debuggee: Debuggee,
    private readonly shown: Pick<ShownVariables, 'correct'>,
  ) {}

  async show(reading: Reading): Promise<void> {
    if (this.debuggee.showsOldScopes === true) await this.#correctScopes(reading);
    await this.debuggee.refreshViews();
  }

  async #correctScopes({ capture, frames }: Reading): Promise<void> {
    const changed = changedBindings(capture);
    await Promise.all(
      capture.frames.map(async ({ activation }, index) => {
        const frameId = frames[index]?.frameId;
        if (frameId === undefined) return;
        const visible = visibleChanges(changed, activation, capture.frames);
        const variables = new Map<string, Presentation>();
        const objects: string[] = [];
        for (const [name, value] of visible) {
          const presentation = presentPrimitive(value);
          if (presentation === undefined) objects.push(name);
          else variables.set(name, presentation);
        }
        const presented = await presentObjects(this.port, frameId, objects);
        for (const [name, presentation] of presented.variables) variables.set(name, presentation);
        if (variables.size > 0) this.shown.correct(this.session, frameId, { variables, names: presented.names });
      }),
    );
  }
}
