/** How this adapter wants values to be written: what has worked for a type is tried first the next time. */
import type { DapRequests } from '../dap';
import { type Literal, literalsOf } from './literals';
import type { PatientPort } from './patientPort';
import type { Reading } from './reading';

const PATIENCE = 5_000;

export class Spelling {
  readonly #preferred = new Map<string, number>();
  readonly #constants = new Map<string, string | undefined>();

  constructor(private readonly port: PatientPort) {}

  literals({ text, type }: Reading): readonly Literal[] {
    const all = literalsOf(text, type);
    const preferred = all[this.#preferred.get(type ?? '') ?? 0];
    return preferred === undefined ? all : [preferred, ...all.filter((literal) => literal !== preferred)];
  }

  learn({ text, type }: Reading, literal: Literal): void {
    const place = literalsOf(text, type).findIndex((one) => JSON.stringify(one) === JSON.stringify(literal));
    if (place >= 0) this.#preferred.set(type ?? '', place);
  }

  /** The text to write; undefined where a constant has no number. */
  async spell(literal: Literal, frameId: number): Promise<string | undefined> {
    if ('text' in literal) return literal.text;
    const { evaluate: expression } = literal;
    if (!this.#constants.has(expression)) this.#constants.set(expression, await this.#number(expression, frameId));
    return this.#constants.get(expression);
  }

  async #number(expression: string, frameId: number): Promise<string | undefined> {
    try {
      const args: DapRequests['evaluate']['arguments'] = { expression, frameId, context: 'watch' };
      const { result } = await this.port.request('evaluate', args, PATIENCE);
      return /^-?\d+$/.test(result) ? result : undefined;
    } catch {
      return undefined;
    }
  }
}
