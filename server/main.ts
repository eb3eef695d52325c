/** The server's process: the only file with effects on import. */
import { createConnection, ProposedFeatures, TextDocumentSyncKind } from 'vscode-languageserver/node';
import { CodeLensRefreshRequest } from 'vscode-languageserver-protocol';
import { registerHandlers } from './handlers';
import { diskFileSystem } from './journal/fileSystem';
import { Journals } from './journal/journals';
import { LANGUAGE_CAPABILITIES } from './language/registerLanguage';
import type { ServerOptions } from './protocol';

/** How long the journal of a session that nobody closed is kept, as where the machine went off: seven days. */
const KEPT_MILLISECONDS = 7 * 24 * 60 * 60 * 1_000;

const connection = createConnection(ProposedFeatures.all);
connection.onInitialize(({ initializationOptions, capabilities }) => {
  const { journalFolder } = (initializationOptions ?? {}) as ServerOptions;
  const journals = new Journals(diskFileSystem, journalFolder);
  journals.prune(Date.now() - KEPT_MILLISECONDS);
  const refreshes = capabilities.workspace?.codeLens?.refreshSupport === true;
  registerHandlers(connection, journals, () => {
    if (refreshes) void connection.sendRequest(CodeLensRefreshRequest.type);
  });
  return { capabilities: { textDocumentSync: TextDocumentSyncKind.None, ...LANGUAGE_CAPABILITIES } };
});
connection.listen();
