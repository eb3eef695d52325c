// `npm test`: sets up all that the tests need, then runs them level by level. It needs Node alone, since it also installs
// the npm packages.
//
//   node test/run.mjs [LEVEL...] [--grep REGULAR_EXPRESSION]
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LEVELS } from './host/levels.mjs';
import { watchLevel } from './host/watchLevel.mjs';
import { REPOSITORY, setUp } from './host/setUp.mjs';

const { levels, grep } = readArguments();
const total = { passed: 0, failed: 0, skipped: 0 };

try {
  const needs = new Set(levels.flatMap((level) => LEVELS[level].needs));
  await setUp(needs, (line) => console.log(`set-up: ${line}`));
  rmSync(join(REPOSITORY, 'dist', 'test-results'), { recursive: true, force: true });
  for (const level of levels) await runOne(level);
  if (total.passed + total.failed === 0) fail(grep ? `No test's title matches ${grep}.` : 'No test was run.');
} catch (error) {
  fail(error.message);
}

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed === 0 ? 0 : 1);

async function runOne(level) {
  console.log(`\n${level}`);
  if (!existsSync(join(REPOSITORY, 'test', level))) return console.log('  has no folder yet');
  const counts = await watchLevel(level, LEVELS[level], grep);
  for (const key of Object.keys(total)) total[key] += counts[key];
}

function fail(sentence) {
  console.log(`\n${sentence}`);
  total.failed += 1;
}

function readArguments() {
  const { values, positionals } = parseArgs({ options: { grep: { type: 'string' } }, allowPositionals: true });
  const unknown = positionals.filter((level) => !(level in LEVELS));
  if (unknown.length > 0) {
    console.error(`There is no level ${unknown.join(', ')}: the levels are ${Object.keys(LEVELS).join(', ')}.`);
    process.exit(2);
  }
  return { levels: positionals.length > 0 ? positionals : Object.keys(LEVELS), grep: values.grep };
}
