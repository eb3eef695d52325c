/**
 * The requests that write one variable, the debugger's own before an assignment that is evaluated. That one is left for
 * native programs and plain values, where it runs nothing of the program: lldb 14 writes bit fields, pointers to derived
 * classes and what pointers point to in no other way.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { PatientPort } from './patientPort';
import type { Reading } from './reading';

/** How long one write may take. */
const PATIENCE = 5_000;

export interface Place {
  readonly frameId: number;
  /** The reference of what holds the variable. */
  readonly container: number;
  readonly now: Reading;
  readonly target: Reading;
}

/** Gives the text that the debugger then shows. */
export type Writer = (text: string, place: Place, settled: () => void) => Promise<string>;

export function writersFor(
  port: PatientPort,
  { supportsSetExpression, supportsSetVariable }: Dap.Capabilities,
  { now, target }: Place,
  program: 'native' | 'other',
): readonly Writer[] {
  const { evaluateName } = now;
  const writers: Writer[] = [];
  if (supportsSetExpression === true && evaluateName !== undefined)
    writers.push(async (value, { frameId }, settled) => {
      const args = { expression: evaluateName, value, frameId };
      return (await port.request('setExpression', args, PATIENCE, settled)).value;
    });
  if (supportsSetVariable === true)
    writers.push(async (value, { container, now: { name } }, settled) => {
      const args = { variablesReference: container, name, value };
      return (await port.request('setVariable', args, PATIENCE, settled)).value;
    });
  if (program === 'native' && evaluateName !== undefined)
    writers.push(async (value, { frameId }, settled) => {
      const right = plainValue(value, target);
      if (right === undefined) throw new Error('its value cannot be written as an expression');
      const args = { expression: `${evaluateName} = ${right}`, frameId, context: 'watch' };
      return (await port.request('evaluate', args, PATIENCE, settled)).result;
    });
  return writers;
}

/** What is assigned: a number, or an address as a pointer. */
function plainValue(text: string, { kind, type }: Reading): string | undefined {
  if (/^0x[0-9a-f]+$/i.test(text)) return kind === 'pointer' && type !== undefined ? `(${type})${text}` : text;
  return /^(?:-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|true|false)$/i.test(text) ? text : undefined;
}
