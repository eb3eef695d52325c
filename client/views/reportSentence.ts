/** What became of a rollback, in one or two sentences that claim no more than was proved. */
import type { PathVerdict, RollbackReport } from '../apiTypes';
import { count, withoutLinks } from './plainText';

/** How many of the paths that did not come back are named. */
const NAMED = 3;

export interface RollbackGoal {
  /** The state that was gone back to: "savepoint 'before-debit'", "the start of the transaction". */
  readonly target: string;
  /** The only place that was meant to go back. */
  readonly place?: string;
  /** What made Savepoint go back by itself, a sentence. */
  readonly cause?: string;
}

export function reportSentence({ cause, ...goal }: RollbackGoal, report: RollbackReport): string {
  const outcome = outcomeSentence(goal, report);
  return cause === undefined ? outcome : `${withoutLinks(cause)} ${outcome}`;
}

function outcomeSentence({ target, place }: Omit<RollbackGoal, 'cause'>, report: RollbackReport): string {
  const restored = report.verdicts.filter((line) => line.verdict === 'restored').length;
  const failed = report.verdicts.filter((line) => line.verdict !== 'restored' && line.verdict !== 'unchanged');
  const values = count(restored, 'value');
  const [back, partlyBack] =
    place === undefined ? ['Back', 'Only partly back'] : [`${place} is back`, `${place} is only partly back`];
  switch (report.outcome) {
    case 'restored':
      return withoutLinks(
        restored === 0
          ? `${back} at ${target}: nothing had to be written.`
          : `${back} at ${target}: ${values} restored and read back.`,
      );
    case 'partial':
      return withoutLinks(
        `${partlyBack} at ${target}: ${values} restored, ${failed.length.toLocaleString('en-US')} not: ${names(failed)}.`,
      );
    case 'undone': {
      const [first, ...others] = failed;
      if (first === undefined) return withoutLinks(`Nothing was rolled back: what had been written was put back.`);
      const also = others.length === 0 ? '' : ` (and ${others.length.toLocaleString('en-US')} more)`;
      const reason = first.reason === undefined ? '' : ` (${first.reason.replace(/\.$/u, '')})`;
      return withoutLinks(
        `Nothing was rolled back to ${target}: ${first.path}${also} ${WHAT_STOPPED[first.verdict]}${reason}. What had been written was put back.`,
      );
    }
  }
}

const WHAT_STOPPED: Readonly<Record<PathVerdict['verdict'], string>> = {
  refused: 'could not be written',
  lied: 'did not keep what was written',
  gone: 'is gone',
  unknown: 'could not be read back',
  restored: 'was restored',
  unchanged: 'was left',
};

function names(lines: readonly PathVerdict[]): string {
  const named = lines.slice(0, NAMED).map((line) => `${line.path} (${line.verdict})`);
  return [...named, ...(lines.length > NAMED ? ['…'] : [])].join(', ');
}
