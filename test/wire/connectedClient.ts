/** Both ends of the wire over in-memory streams: the real handlers, and a client that sends the declared messages. */
import { PassThrough } from 'node:stream';
import { applyPatches, enablePatches, type Patch } from 'immer';
import { createConnection } from 'vscode-languageserver/node';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { registerHandlers } from '../../server/handlers';
import { diskFileSystem } from '../../server/journal/fileSystem';
import { Journals } from '../../server/journal/journals';
import * as protocol from '../../server/protocol';

enablePatches();

export interface ConnectedClient {
  readonly client: MessageConnection;
  /** Mirrored from the server's patches. */
  readonly views: ReadonlyMap<protocol.SessionId, protocol.SessionView>;
  readonly close: () => void;
}

export function connectedClient(): ConnectedClient {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  registerHandlers(server, new Journals(diskFileSystem, undefined));
  server.listen();
  const client = createMessageConnection(down, up);
  const views = new Map<protocol.SessionId, protocol.SessionView>();
  client.onNotification(protocol.ViewChanged, ({ session, patches }) => {
    views.set(session, applyPatches(views.get(session) ?? {}, patches as Patch[]) as protocol.SessionView);
  });
  client.listen();
  const close = (): void => {
    client.dispose();
    up.destroy();
    down.destroy();
  };
  return { client, views, close };
}
