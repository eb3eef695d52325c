/**
 * The program under the debugger, as Savepoint reads and writes it.
 *
 * One interface for all languages; an implementation talks to one debug session through a `DapPort` and keeps no truth:
 * what it read goes to the server, what it should write comes from there. Nothing here knows VS Code.
 */
import type { Planting } from '../../server/protocol';
import type { ActivationId, Capture, Description, ObjectId, Owner } from '../../server/value';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { DapRequests } from './dap';

/** The debug session, as far as a debuggee needs it; rejects with the adapter's message. */
export interface DapPort {
  request<C extends keyof DapRequests>(
    command: C,
    args: DapRequests[C]['arguments'],
  ): Promise<DapRequests[C]['response']>;
  /**
   * Grows when somebody else asks the adapter for a frame's scopes: some use a scope's reference for that of whichever frame was
   * asked for last.
   */
  scopesOfOthers?(): number;
}

/** A frame of the paused stack that is to be read, the paused one first. */
export interface FrameToCapture {
  /** The adapter's id, good for this stop only. */
  readonly frameId: number;
  readonly function: string;
  readonly source?: string;
  /** Reads the source as the debugger shows it; undefined where it can't be had. */
  readonly readSource: () => Promise<string | undefined>;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  /** Frames below it on the stack. */
  readonly depth: number;
  /** The activation that stepping shows this frame to be, where it does. */
  readonly activation?: ActivationId;
}

export interface CaptureRequest {
  readonly frames: readonly FrameToCapture[];
  readonly budget: Budget;
  /** The epochs that must stay restorable; mementos that only others need are given up. */
  readonly retain: readonly number[];
  /** Whether the program still stands where the frames are; absent where it cannot go on. */
  readonly stands?: () => boolean;
}

export interface Budget {
  /** Objects that are described without being asked for. */
  readonly described: number;
  /** Objects that are walked and kept; a walk that meets more is truncated. */
  readonly objects: number;
  readonly milliseconds: number;
}

export interface RestoreRequest {
  /** The epoch whose values are to be written. */
  readonly epoch: number;
  /** The frames of the present stop, to write bindings through. */
  readonly frames: readonly { readonly frameId: number; readonly activation: ActivationId }[];
  readonly writes: readonly OwnerWrites[];
}

export interface OwnerWrites {
  readonly owner: Owner;
  /** Which slots or bindings; all that differ if absent. */
  readonly slots?: readonly string[];
  /** With an owner that is a frame: the present activation to write to, where the user said that it is the same. */
  readonly into?: ActivationId;
}

/** What a program held in another run, to be written into this one. */
export interface PlantRequest extends Planting {
  /** The frames of the present stop, the paused one first. */
  readonly frames: RestoreRequest['frames'];
}

/** What the debuggee said while it was written to, by the place of a write in the list. */
export interface PlantResult {
  readonly failures: readonly { readonly write: number; readonly reason: string }[];
}

/** What the debuggee said while it was written to; what it really holds then, only a capture tells. */
export interface RestoreResult {
  readonly failures: readonly { readonly owner: Owner; readonly slot?: string; readonly reason: string }[];
}

/** What was written, and what the debuggee held right after it. */
export interface RestoredAndRead {
  readonly written: RestoreResult;
  readonly readBack: Capture;
}

/** How an adapter presents a value. */
export type Presentation = Pick<
  Dap.Variable,
  'value' | 'type' | 'variablesReference' | 'namedVariables' | 'indexedVariables' | 'memoryReference' | 'evaluateName'
>;

export type EvaluationResult =
  /** `type` is the language's name for it. */
  | { readonly value: 'true' | 'false' }
  | { readonly value: 'other'; readonly type: string; readonly text: string }
  /** The expression uses a name that is not in scope where the debuggee stands. */
  | { readonly value: 'not-in-scope'; readonly name: string }
  | { readonly value: 'error'; readonly message: string };

export interface Debuggee {
  /** Whether nothing of the program runs while it is paused: it then changes only where a request has it change. */
  readonly pausesWholly?: boolean;
  /**
   * Whether a step over ends wherever a function of the program's own is entered that the paused one did not call. An
   * exception that ends such a step is then one of the same call, or of what that calls.
   */
  readonly stepsEndAtEntries?: boolean;
  /** Whether a call that has just begun could stand where this frame does; where that cannot be told, it could. */
  mayHaveJustBegun(frame: FrameToCapture): Promise<boolean>;
  /**
   * Whether the function meets what is thrown where this frame stands, with a handler of its own, as far as its source tells;
   * absent where nobody knows.
   */
  catches?(frame: FrameToCapture): Promise<boolean>;
  capture(request: CaptureRequest): Promise<Capture>;
  describe(frameId: number, objects: readonly ObjectId[]): Promise<Description>;
  restore(request: RestoreRequest): Promise<RestoreResult>;
  /** Writes contents that do not come from this program; absent where that cannot be done. */
  plant?(request: PlantRequest): Promise<PlantResult>;
  /** A restore and the capture after it, in fewer requests or in less time than one after the other; absent where that cannot be. */
  restoreAndCapture?(restore: RestoreRequest, capture: CaptureRequest): Promise<RestoredAndRead>;
  /**
   * How the adapter presents objects. Where it is there, the adapter goes on showing a scope as it was at the stop, and
   * restored variables need correcting.
   */
  presentObjects?(frameId: number, objects: readonly ObjectId[]): Promise<ReadonlyMap<ObjectId, Presentation>>;
  /** Makes the adapter have the editor's own views of variables ask again; absent where nothing makes it. */
  refreshViews?(): Promise<void>;
  /** Evaluates expressions in a frame, all in one request. */
  evaluate(frameId: number, expressions: readonly string[]): Promise<readonly EvaluationResult[]>;
  /** Takes everything of ours out of the debuggee; by no frame where it runs, if the adapter can. */
  dispose(frameId: number | undefined): Promise<void>;
}
