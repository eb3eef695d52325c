/** A debug session as what reads and writes its program sees it. */
import type * as vscode from 'vscode';
import type { DapRequests } from '../debuggee/dap';
import type { DapPort } from '../debuggee/debuggee';
import type { OutsideWrites } from './outsideWrites';

export function dapPort(session: vscode.DebugSession, outside: Pick<OutsideWrites, 'announce'>): DapPort {
  return {
    async request<C extends keyof DapRequests>(command: C, args: DapRequests[C]['arguments']) {
      outside.announce(session, command);
      return (await session.customRequest(command, args)) as DapRequests[C]['response'];
    },
  };
}
