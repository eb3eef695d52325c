/** What became of a rollback, in one or two sentences that claim no more than was proved. */
import type { PathVerdict, RewindReport, RollbackReport } from '../apiTypes';
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

export function reportSentence(goal: RollbackGoal, report: RollbackReport): string {
  const rewind = report.rewind === undefined ? [] : [withoutLinks(rewindSentence(report.rewind))];
  const after = [...alsoSentences(report), ...healthSentences(report)].map(withoutLinks);
  const cause = goal.cause === undefined ? [] : [withoutLinks(goal.cause)];
  return [...cause, valuesSentence(goal, report), ...rewind, ...after].join(' ');
}

/** Places that nobody meant to write. */
function alsoSentences({ also = [] }: RollbackReport): readonly string[] {
  if (also.length === 0) return [];
  const named = also.slice(0, NAMED).map(({ path }) => path);
  const others = also.length > NAMED ? ', …' : '';
  return [`${count(also.length, 'other place')} changed with it: ${named.join(', ')}${others}.`];
}

function healthSentences({ health }: RollbackReport): readonly string[] {
  if (health === undefined) return [];
  if (health.kind === 'failed') return ['The invariants could not be checked afterwards.'];
  const { holdAgain, violated, notChecked } = health;
  const [holds, is] = [holdAgain, violated].map(({ length }) => length === 1);
  return [
    ...(holdAgain.length === 0 ? [] : [`${count(holdAgain.length, 'invariant')} ${holds ? 'holds' : 'hold'} again.`]),
    ...(violated.length === 0
      ? []
      : [
          `${count(violated.length, 'invariant')} ${is ? 'is' : 'are'} violated: ${violated.slice(0, NAMED).join(', ')}.`,
        ]),
    ...(notChecked === 0 ? [] : [`${count(notChecked, 'invariant')} could not be checked.`]),
  ];
}

/** Where the program stands, as the debugger's last stop showed it. */
function rewindSentence(rewind: RewindReport): string {
  switch (rewind.kind) {
    case 'reached': {
      const again = rewind.ranAgain && `; from line ${rewind.ranAgain.from} on it ran again`;
      return `The program stands in line ${rewind.at.line}${again ?? ''}.`;
    }
    case 'short': {
      const { at } = rewind;
      const stands = at === undefined ? '' : ` It stands in line ${at.line}, in ${at.function}.`;
      return `The program did not come back to where it stood: ${rewind.reason}.${stands}`;
    }
    case 'refused':
      return `The program was not moved: ${rewind.reason}.`;
  }
}

function valuesSentence({ target, place }: RollbackGoal, report: RollbackReport): string {
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
