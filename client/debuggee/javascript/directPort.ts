/** A debug session whose evaluates for the probe go to V8 directly where js-debug offers that, and through VS Code elsewhere. */
import type { DapRequests } from '../dap';
import type { DapPort } from '../debuggee';
import type { SharedInspector, StackPlace } from './sharedInspector';

/** How a session's inspector is come by. */
export interface InspectorAccess {
  /** Undefined where there is none, or it has not answered in time; from then on, what it comes to is used. */
  inspector(): Promise<SharedInspector | undefined>;
  /** Where a frame is on the stack of the stop, by the adapter's id; undefined where the program has gone on since. */
  placeOf(frameId: number): Promise<StackPlace | undefined>;
}

export class DirectPort implements DapPort {
  constructor(
    private readonly port: DapPort,
    private readonly access: InspectorAccess,
  ) {}

  async request<C extends keyof DapRequests>(
    command: C,
    args: DapRequests[C]['arguments'],
  ): Promise<DapRequests[C]['response']> {
    const { frameId, context, expression } = args as Partial<DapRequests['evaluate']['arguments']>;
    if (command !== 'evaluate' || context !== 'copy' || frameId === undefined || expression === undefined)
      return this.port.request(command, args);
    const [inspector, place] = await Promise.all([this.access.inspector(), this.access.placeOf(frameId)]);
    if (place === undefined || inspector?.reaches(place) !== true) return this.port.request(command, args);
    return { result: await inspector.evaluate(place, expression), variablesReference: 0 };
  }
}
