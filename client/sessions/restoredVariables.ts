/** Has VS Code's own Variables view show what was read back after a rollback. */
import type * as vscode from 'vscode';
import type { ObjectId } from '../../server/value';
import type { Debuggee, Presentation } from '../debuggee/debuggee';
import { changedBindings, objectOf, presentPrimitive, visibleChanges } from './presentedBindings';
import type { Reader } from './reader';
import type { Reading } from './reading';
import type { ShownVariables } from './shownVariables';

export class RestoredVariables {
  #shown: Promise<void> = Promise.resolve();

  constructor(
    private readonly session: vscode.DebugSession,
    private readonly debuggee: Debuggee,
    private readonly shown: Pick<ShownVariables, 'correct' | 'askAgain'>,
    private readonly reader: Pick<Reader, 'standsAt'>,
  ) {}

  /** One reading after the other. Nobody waits for it: the proof of a rollback does not depend on what is shown of it. */
  show(reading: Reading): void {
    this.#shown = this.#shown
      .then(() => this.#show(reading))
      .catch(() => {
        // Other views then show restored values when the program stands again.
      });
  }

  async #show(reading: Reading): Promise<void> {
    await this.#correctScopes(reading);
    if (!this.reader.standsAt(reading)) return;
    if (this.debuggee.refreshViews === undefined) this.shown.askAgain(this.session);
    else await this.debuggee.refreshViews();
  }

  async #correctScopes(reading: Reading): Promise<void> {
    const { capture, frames } = reading;
    const top = frames[0]?.frameId;
    if (this.debuggee.presentObjects === undefined || top === undefined) return;
    const changed = changedBindings(capture);
    const presented = await this.debuggee.presentObjects(top, objectsIn(changed));
    // The adapter may use a frame's number again.
    if (!this.reader.standsAt(reading)) return;
    for (const [index, { activation }] of capture.frames.entries()) {
      const frameId = frames[index]?.frameId;
      const visible = visibleChanges(changed, activation, capture.frames);
      const variables = new Map<string, Presentation>();
      for (const [name, value] of visible) {
        const object = objectOf(value);
        const presentation = object === undefined ? presentPrimitive(value) : presented.get(object);
        if (presentation !== undefined) variables.set(name, presentation);
      }
      if (frameId !== undefined && variables.size > 0) this.shown.correct(this.session, frameId, variables);
    }
  }
}

function objectsIn(changed: ReturnType<typeof changedBindings>): readonly ObjectId[] {
  const objects = [...changed.values()].flatMap((bindings) => [...bindings.values()].map(objectOf));
  return [...new Set(objects)].filter((object) => object !== undefined);
}
