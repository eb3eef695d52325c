/** A debug session whose evaluates for the probe go to V8 directly where js-debug offers that, and through VS Code elsewhere. */
import type { DapRequests } from '../dap';
import type { DapPort } from '../debuggee';
import type { InspectedFrame, SharedInspector, StackPlace } from './sharedInspector';

/** How a session's inspector is come by. */
export interface InspectorAccess {
  /** Undefined where there is none, or it has not answered in time; from then on, what it comes to is used. */
  inspector(): Promise<SharedInspector | undefined>;
  /** Where a frame is on the stack of the stop, by the adapter's id; undefined where the program has gone on since. */
  placeOf(frameId: number): Promise<StackPlace | undefined>;
}

/** Where an evaluate can go at this moment. */
interface Way {
  readonly inspector: SharedInspector;
  readonly frame: InspectedFrame;
}

export class DirectPort implements DapPort {
  /** The way of the last evaluate, after which the next one's is found: they are sent in their order. */
  #last: Promise<unknown> = Promise.resolve();

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
    const found = this.#last.then(() => this.#wayTo(frameId)).catch(() => undefined);
    this.#last = found;
    const way = await found;
    if (way?.inspector.standsAt(way.frame) !== true) return this.port.request(command, args);
    return { result: await way.inspector.evaluate(way.frame, expression), variablesReference: 0 };
  }

  async #wayTo(frameId: number): Promise<Way | undefined> {
    const inspector = await this.access.inspector();
    if (inspector === undefined) return undefined;
    // Not before: the program may have gone on while the connection was made.
    const place = await this.access.placeOf(frameId);
    const frame = place && inspector.frameAt(place);
    // js-debug would put the script's own names in the place of those of the source that the frame is shown in.
    return frame === undefined || (await inspector.mayRename(frame)) ? undefined : { inspector, frame };
  }
}
