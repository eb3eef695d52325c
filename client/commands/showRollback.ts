/** Progress of a rollback: it can be cancelled while it is being planned, and says so once it cannot any more. */
import type { RollbackOptions, RollbackReport } from '../apiTypes';
import { showWork } from './showWork';

type Way = Pick<RollbackOptions, 'signal' | 'onWriting'>;

export async function showRollback(
  title: string,
  start: (way: Way) => Promise<RollbackReport>,
): Promise<RollbackReport> {
  const giveUp = new AbortController();
  let begun: () => void = () => undefined;
  const writing = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const report = start({ signal: giveUp.signal, onWriting: begun });
  const planned = Promise.race([writing, report.then(() => undefined)]);
  try {
    await showWork({ title, kind: 'reads' }, planned);
  } catch (error) {
    giveUp.abort();
    // If writing has begun in this very moment, it is not given up, and its report is due.
    return await report.catch(() => Promise.reject(error as Error));
  }
  return showWork({ title: `${title}: writing, which is not interrupted`, kind: 'writes' }, report);
}
