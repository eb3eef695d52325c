/** Which scopes of a frame are read, and whose they are. */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { Label } from '../../../server/value';

export type ScopeUse =
  /** The call's own variables. */
  | { readonly use: 'own' }
  /** Variables that other calls see too. */
  | { readonly use: 'shared' }
  | { readonly use: 'none'; readonly label: Label; readonly reason: string };

export function useOf(scope: Dap.Scope, index: number): ScopeUse {
  const hint = scope.presentationHint;
  if (hint === 'registers' || /^registers$/i.test(scope.name))
    return { use: 'none', label: 'opaque', reason: "the processor's registers are not captured" };
  if (hint === 'returnValue')
    return { use: 'none', label: 'opaque', reason: 'what a function has returned is no variable' };
  if (scope.expensive)
    return { use: 'none', label: 'lazy', reason: `the debugger calls the scope '${scope.name}' expensive to read` };
  if (hint === 'locals' || hint === 'arguments' || OWN.test(scope.name)) return { use: 'own' };
  return index === 0 && !/global|static|module/i.test(scope.name) ? { use: 'own' } : { use: 'shared' };
}

const OWN = /^(?:local|arg|param|block|autos?\b)/i;
