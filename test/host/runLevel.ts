/**
 * Runs one level of tests and tells the runner, over the channel that it was started with, what happens.
 *
 *   node --import tsx test/host/runLevel.ts LEVEL MILLISECONDS_PER_TEST [GREP]
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { evidenceFolder } from './evidence';
import { runEditorLevel } from './runEditorLevel';
import { runMochaLevel } from './runMochaLevel';
import { type TellTestEvent } from './testEvent';

const [level = '', milliseconds = '', grep] = process.argv.slice(2);
const folder = join(__dirname, '..', level);
const tell: TellTestEvent = (event) => process.send?.(event);

process.on('message', (message) => {
  if (message === 'time-is-over') void keepWhatIsOpen().finally(() => process.exit(1));
});
// The runner is gone, or wants this level to be: what belongs to this process ends with it.
process.on('disconnect', () => process.exit(1));
process.on('SIGTERM', () => process.exit(143));

void runLevel().then(
  // Nothing of a test may keep the level from ending.
  (failures) => process.exit(failures === 0 ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);

/** Gives the number of failures. */
async function runLevel(): Promise<number> {
  const files = testFiles(folder);
  if (files.length === 0) throw new Error(`The level "${level}" has no file *.test.ts.`);
  const run = { files, tell, timeout: Number(milliseconds), ...(grep !== undefined && { grep }) };
  return level === 'editor' ? runEditorLevel(run) : runMochaLevel(run);
}

function testFiles(inside: string): readonly string[] {
  if (!existsSync(inside)) return [];
  const names = readdirSync(inside, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => join(inside, name));
}

async function keepWhatIsOpen(): Promise<void> {
  if (level !== 'editor' && level !== 'page') return;
  const { liveHosts } = await import('./testHost');
  for (const host of liveHosts()) {
    const kept = evidenceFolder(level, 'time-is-over');
    await host.keepEvidence(kept);
    tell({ kind: 'note', text: `Screenshot and logs: ${kept}` });
  }
}
