/** Every request of the protocol is either journaled or said not to be. */
import assert from 'node:assert/strict';
import { RequestType } from 'vscode-languageserver-protocol';
import { EXEMPT, JOURNALED } from '../../../server/journal/journaledOperations';
import * as protocol from '../../../server/protocol';

describe('journaled operations', () => {
  const methods = Object.values(protocol).flatMap((message) =>
    message instanceof RequestType ? [message.method] : [],
  );

  it('are, with the exempt ones, the requests of the protocol, each once', () => {
    assert.ok(methods.length > 0);
    assert.deepEqual([...Object.keys(JOURNALED), ...Object.keys(EXEMPT)].sort(), [...methods].sort());
  });
});
