/**
 * Which call an address on the stack belongs to, in programs that run natively. What a pointer to a local variable points
 * to lasts as long as the call; a later call has something else at the same address.
 */
import type { ActivationId } from '../../../server/value';
import type { PatientPort } from './patientPort';

const PATIENCE = 10_000;

/** A function that calls none may have its variables below the stack pointer. */
const RED_ZONE_BYTES = 256n;

/** The largest usual stack. */
const STACK_BYTES = 8n * 1024n * 1024n;

export class CallStack {
  private constructor(
    /** By the stack pointers of the frames, the paused one's, which is the lowest, first. */
    private readonly frames: readonly { readonly activation: ActivationId; readonly pointer: bigint }[],
  ) {}

  /** Undefined where the debugger knows no stack pointer. */
  static async read(
    port: PatientPort,
    frames: readonly { readonly frameId: number; readonly activation: ActivationId }[],
  ): Promise<CallStack | undefined> {
    const found: { activation: ActivationId; pointer: bigint }[] = [];
    for (const { frameId, activation } of frames) {
      const pointer = await stackPointer(port, frameId);
      if (pointer === undefined) return undefined;
      found.push({ activation, pointer: found.length === 0 ? pointer - RED_ZONE_BYTES : pointer });
    }
    return new CallStack(found);
  }

  /** The captured call that has the address in its part of the stack, or is the nearest further in. */
  holderOf(address: string): ActivationId | undefined {
    if (!address.startsWith('0x')) return undefined;
    const at = BigInt(address);
    const [lowest] = this.frames;
    if (lowest === undefined || at < lowest.pointer || at > lowest.pointer + STACK_BYTES) return undefined;
    return this.frames.findLast(({ pointer }) => pointer <= at)?.activation;
  }
}

async function stackPointer(port: PatientPort, frameId: number): Promise<bigint | undefined> {
  try {
    const { result } = await port.request('evaluate', { frameId, expression: '$sp', context: 'watch' }, PATIENCE);
    const text = /^(?:0x[0-9a-f]+|\d+)/i.exec(result)?.[0];
    return text === undefined ? undefined : BigInt(text);
  } catch {
    return undefined;
  }
}
