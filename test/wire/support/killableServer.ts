/** The server as a process of its own, as VS Code starts it, which can be killed and started again. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';
import { applyPatches, enablePatches, type Patch } from 'immer';
import { createMessageConnection, type MessageConnection } from 'vscode-jsonrpc/node';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import * as protocol from '../../../server/protocol';

enablePatches();

const ROOT = join(__dirname, '../../..');
const BUNDLE = join(ROOT, 'dist/test-server/main.js');

export async function buildServer(): Promise<void> {
  await build({
    entryPoints: [join(ROOT, 'server/main.ts')],
    outfile: BUNDLE,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
}

export class KillableServer {
  readonly views = new Map<string, protocol.SessionView>();

  private constructor(
    private readonly process: ChildProcess,
    readonly connection: MessageConnection,
  ) {
    connection.onNotification(
      protocol.ViewChanged.method,
      ({ session, patches }: { session: string; patches: Patch[] }) => {
        this.views.set(session, applyPatches(this.views.get(session) ?? {}, patches) as protocol.SessionView);
      },
    );
  }

  static async start(journalFolder: string): Promise<KillableServer> {
    const child = fork(BUNDLE, ['--node-ipc'], { execArgv: [] });
    const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    const server = new KillableServer(child, connection);
    connection.listen();
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      initializationOptions: { journalFolder },
    });
    return server;
  }

  /** Ends at once, whatever it is doing; what it was asked is not answered any more. */
  async kill(): Promise<void> {
    const exit = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await exit;
    this.connection.dispose();
  }
}
