/** The server's process: the only file with effects on import. */
import { createConnection, ProposedFeatures, TextDocumentSyncKind } from 'vscode-languageserver/node';
import { registerHandlers } from './handlers';
import { diskFileSystem } from './journal/fileSystem';
import { Journals } from './journal/journals';
import type { ServerOptions } from './protocol';

const connection = createConnection(ProposedFeatures.all);
connection.onInitialize(({ initializationOptions }) => {
  const { journalFolder, dataFolder } = (initializationOptions ?? {}) as ServerOptions;
  registerHandlers(connection, new Journals(diskFileSystem, journalFolder, dataFolder));
  return { capabilities: { textDocumentSync: TextDocumentSyncKind.None } };
});
connection.listen();
