/** The journal that Savepoint's server has open, as the operating system tells. */
import { readdirSync, readlinkSync } from 'node:fs';
import { serverProcess } from '../../host/serverProcess';

export function openJournal(): string {
  const folder = `/proc/${serverProcess((pid) => pid === process.pid)}/fd`;
  const targets = readdirSync(folder).flatMap((descriptor) => targetOf(`${folder}/${descriptor}`));
  const journals = targets.filter((target) => target.endsWith('.journal'));
  if (journals.length !== 1) throw new Error(`The server has ${journals.length} journals open: ${journals.join(', ')}`);
  return journals[0] ?? '';
}

/** A descriptor may be closed in the meantime. */
function targetOf(descriptor: string): string[] {
  try {
    return [readlinkSync(descriptor)];
  } catch {
    return [];
  }
}
