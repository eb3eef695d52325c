/** Which session the context keys and the status bar are about. */

interface Session {
  readonly session: { readonly id: string };
  readonly status: 'running' | 'paused';
}

/**
 * The active one, or the only one that is paused, or the only one: VS Code's active session may be the parent of the one
 * whose program is paused.
 */
export function focusedSession<S extends Session>(states: readonly S[], active: string | undefined): S | undefined {
  const named = states.find((state) => state.session.id === active);
  if (named !== undefined) return named;
  const paused = states.filter((state) => state.status === 'paused');
  if (paused.length === 1) return paused[0];
  return states.length === 1 ? states[0] : undefined;
}
