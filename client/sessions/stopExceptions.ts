/** Which exception a program stopped on, asked for once for each such stop. */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { StopException } from '../../server/protocol';
import type { DapPort } from '../debuggee/debuggee';
import type { Stop } from './stops';

export class StopExceptions {
  readonly #known = new WeakMap<Stop, Promise<StopException>>();

  constructor(private readonly port: DapPort) {}

  /** Undefined where the program stands for another reason. */
  at(stop: Stop): Promise<StopException | undefined> {
    if (stop.reason !== 'exception') return Promise.resolve(undefined);
    let exception = this.#known.get(stop);
    if (exception === undefined) this.#known.set(stop, (exception = this.#ask(stop)));
    return exception;
  }

  async #ask({ threadId, description = 'exception' }: Stop): Promise<StopException> {
    try {
      return exceptionOf(await this.port.request('exceptionInfo', { threadId }));
    } catch {
      // Not every debugger tells more than that there is one.
      return { type: description, message: '' };
    }
  }
}

/** js-debug says `TypeError: x is not a function` for its id; debugpy has the type there, or in the details with its module. */
export function exceptionOf({ exceptionId, description, details }: Dap.ExceptionInfoResponse['body']): StopException {
  const { type = exceptionId, rest } =
    /^(?:Uncaught )?(?<type>[\p{L}\p{N}_$.]+)(?::\s*(?<rest>.*))?$/su.exec(exceptionId)?.groups ?? {};
  const name = details?.typeName ?? type;
  return { type: name, message: details?.message ?? description ?? rest ?? '' };
}
