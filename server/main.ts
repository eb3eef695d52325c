/** The server's process: the only file with effects on import. */
import { createConnection, ProposedFeatures, TextDocumentSyncKind } from 'vscode-languageserver/node';
import { registerHandlers } from './handlers';
import { diskFileSystem } from './journal/fileSystem';
import { Journals } from './journal/journals';
import type { ServerOptions } from './protocol';

/** How long the journal of a session that nobody closed is kept, as where the machine went off: seven days. */
const KEPT_MILLISECONDS = 7 * 24 * 60 * 60 * 1_000;

const connection = createConnection(ProposedFeatures.all);
connection.onInitialize(({ initializationOptions }) => {
  const { journalFolder } = (initializationOptions ?? {}) as ServerOptions;
  const journals = new Journals(diskFileSystem, journalFolder);
  journals.prune(Date.now() - KEPT_MILLISECONDS);
  registerHandlers(connection, journals);
  return { capabilities: { textDocumentSync: TextDocumentSyncKind.None } };
});
connection.listen();
