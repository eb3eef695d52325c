/** How the execution point of a debuggee can be moved back, by its debugger's type and capabilities. */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';

export type RewindWay =
  /** To a line of the paused frame, without running anything. */
  | 'goto'
  /** To the beginning of a frame, dropping those above it; lines further in are reached by running to them. */
  | 'restart-frame'
  | 'none';

/** Moving to a line runs nothing again, so it is taken where there is a choice. */
export function rewindWay(capabilities: Dap.Capabilities): RewindWay {
  if (capabilities.supportsGotoTargetsRequest === true) return 'goto';
  return capabilities.supportsRestartFrame === true ? 'restart-frame' : 'none';
}
