/** A debug session that is waited for only so long: an adapter may never answer. */
import type { DapRequests } from '../dap';
import type { DapPort } from '../debuggee';
import type { Clock } from './clock';

/** The adapter has not answered; what it was asked to do may still be done. */
export class NotAnswered extends Error {}

export class PatientPort {
  constructor(
    private readonly port: DapPort,
    readonly clock: Clock,
  ) {}

  scopesOfOthers(): number {
    return this.port.scopesOfOthers?.() ?? 0;
  }

  /**
   * Rejects with the adapter's message, or with `NotAnswered` after so many milliseconds.
   *
   * @param settled called when the adapter answers after all, however late
   */
  request<C extends keyof DapRequests>(
    command: C,
    args: DapRequests[C]['arguments'],
    milliseconds: number,
    settled: () => void = () => undefined,
  ): Promise<DapRequests[C]['response']> {
    return new Promise((resolve, reject) => {
      const callOff = this.clock.after(Math.max(0, milliseconds), () => {
        reject(new NotAnswered(`the debugger did not answer for ${seconds(milliseconds)}`));
      });
      this.port.request(command, args).then(
        (response) => {
          callOff();
          settled();
          resolve(response);
        },
        (error: unknown) => {
          callOff();
          settled();
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }
}

function seconds(milliseconds: number): string {
  const rounded = Math.max(0.1, Math.round(milliseconds / 100) / 10);
  return rounded === 1 ? '1 second' : `${rounded} seconds`;
}
