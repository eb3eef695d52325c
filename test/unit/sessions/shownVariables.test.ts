/** What VS Code is handed on its way from the adapter, so that it asks for variables again. */
import assert from 'node:assert/strict';
import { trackersOf } from '../../standIns/vscode';
import type * as vscode from 'vscode';
import { ShownVariables } from '../../../client/sessions/shownVariables';

describe('having VS Code ask for variables again', () => {
  it('makes an `invalidated` event of the answer to its own request, and of no other', () => {
    const shown = new ShownVariables();
    const asked: { command: string; arguments: unknown }[] = [];
    const session = {
      id: 's',
      customRequest: (command: string, args: unknown) => {
        asked.push({ command, arguments: args });
        return new Promise(() => undefined);
      },
    } as unknown as vscode.DebugSession;
    const trackers = trackersOf(session);
    shown.askAgain(session);
    const requests = [
      { type: 'request', seq: 1, command: 'threads' },
      { type: 'request', seq: 2, ...asked[0] },
    ];
    const answers = [1, 2].map((request_seq) => ({
      type: 'response',
      seq: 10 + request_seq,
      request_seq,
      command: 'threads',
      success: request_seq === 1,
      body: { threads: [] },
    }));
    const [theirs] = structuredClone(answers);
    for (const tracker of trackers) {
      for (const request of requests) tracker.onWillReceiveMessage?.(request);
      for (const answer of answers) tracker.onDidSendMessage?.(answer);
    }
    assert.deepEqual(answers, [
      theirs,
      { type: 'event', seq: 12, event: 'invalidated', body: { areas: ['variables'] } },
    ]);
    shown.dispose();
  });
});
