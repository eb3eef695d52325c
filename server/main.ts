/** The server's process: the only file with effects on import. */
import { createConnection, ProposedFeatures, TextDocumentSyncKind } from 'vscode-languageserver/node';
import { CodeLensRefreshRequest } from 'vscode-languageserver-protocol';
import { registerHandlers } from './handlers';
import { diskFileSystem } from './journal/fileSystem';
import { Journals } from './journal/journals';
import { LANGUAGE_CAPABILITIES } from './language/registerLanguage';
import type { ServerOptions } from './protocol';

const connection = createConnection(ProposedFeatures.all);
connection.onInitialize(({ initializationOptions, capabilities }) => {
  const { journalFolder, dataFolder } = (initializationOptions ?? {}) as ServerOptions;
  const refreshes = capabilities.workspace?.codeLens?.refreshSupport === true;
  registerHandlers(connection, new Journals(diskFileSystem, journalFolder, dataFolder), () => {
    if (refreshes) void connection.sendRequest(CodeLensRefreshRequest.type);
  });
  return { capabilities: { textDocumentSync: TextDocumentSyncKind.None, ...LANGUAGE_CAPABILITIES } };
});
connection.listen();
