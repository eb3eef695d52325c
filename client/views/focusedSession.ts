/** Which session the context keys and the status bar are about. */

interface Session {
  readonly session: { readonly id: string; readonly parentSession?: { readonly id: string } | undefined };
  readonly status: 'running' | 'paused';
}

/**
 * The active one, or else the only one that is paused, or the only one there is: of the active one's children, where VS
 * Code's active session is the parent of the one that has the program.
 */
export function focusedSession<S extends Session>(states: readonly S[], active: string | undefined): S | undefined {
  const named = states.find((state) => state.session.id === active);
  if (named !== undefined) return named;
  const children = states.filter((state) => state.session.parentSession?.id === active);
  const candidates = active === undefined || children.length === 0 ? states : children;
  const paused = candidates.filter((state) => state.status === 'paused');
  if (paused.length === 1) return paused[0];
  return candidates.length === 1 ? candidates[0] : undefined;
}
