/** A rollback's report as a document: what happened to each path, and why. */
import type { PathVerdict, RollbackReport, Verdict } from '../apiTypes';
import { comparePaths } from '../../server/comparePaths';
import { describeChange } from './describeChange';
import { onOneLine } from './plainText';
import { reportSentence, type RollbackGoal } from './reportSentence';

/** The verdicts in the order of what a reader must see first, with what each one means. */
export const VERDICTS: Readonly<Record<Verdict, string>> = {
  lied: 'the debugger said that it wrote it, and reading back found something else',
  refused: 'could not be written',
  gone: 'is no longer there to be written to',
  unknown: 'could not be read back, so it is not known what it holds',
  restored: 'was written and read back',
  unchanged: 'was left as it was',
};

const WIDEST = 60;

export function reportText(title: string, goal: RollbackGoal, report: RollbackReport): string {
  const order = Object.keys(VERDICTS);
  const verdicts = report.verdicts.toSorted(
    (one, other) => order.indexOf(one.verdict) - order.indexOf(other.verdict) || comparePaths(one.path, other.path),
  );
  const met = Object.entries(VERDICTS).filter(([verdict]) => verdicts.some((line) => line.verdict === verdict));
  return [
    `# ${onOneLine(title)}`,
    '',
    reportSentence(goal, report),
    '',
    ...(verdicts.length === 0 ? [] : [...table(verdicts), '']),
    ...alsoTable(report),
    ...met.map(([verdict, meaning]) => `- **${verdict}**: ${meaning}`),
    ...(met.length === 0 ? [] : ['']),
    `Trace: ${report.trace}`,
    '',
  ].join('\n');
}

function alsoTable({ also = [] }: RollbackReport): readonly string[] {
  if (also.length === 0) return [];
  const lines = also.map((change) => {
    const { before, after } = describeChange(change.before, change.after);
    return `- ${cell(change.path)}: ${cell(before)} → ${cell(after)}`;
  });
  return ['Changed with it, though nobody planned to write there:', '', ...lines, ''];
}

function table(verdicts: readonly PathVerdict[]): readonly string[] {
  const rows = [['path', 'verdict', 'before', 'after', 'reason'], ...verdicts.map(cells)];
  const widths = [0, 1, 2, 3, 4].map((column) => widthOf(rows.map((row) => row[column] ?? '')));
  const [head, ...body] = rows.map(
    (row) => `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  return [head ?? '', `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body];
}

function cells({ path, verdict, reason = '', values }: PathVerdict): readonly string[] {
  const { before, after } =
    values === undefined ? { before: '', after: '' } : describeChange(values.before, values.after);
  return [cell(path), verdict, cell(before), cell(after), cell(reason)];
}

/** Of a column of aligned text; a few long cells may stick out. */
function widthOf(column: readonly string[]): number {
  return Math.min(
    WIDEST,
    column.reduce((widest, text) => Math.max(widest, text.length), 3),
  );
}

function cell(text: string): string {
  return onOneLine(text).replaceAll('|', '\\|');
}
