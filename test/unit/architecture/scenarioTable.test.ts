/** The README says of each debugger what the acceptance tests hold it to. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { scenarioTable } from '../../editor/support/scenarioTable';

describe("the README's table of acceptance scenarios", () => {
  it('is that of the acceptance tests', () => {
    const readme = readFileSync(resolve(__dirname, '../../../README.md'), 'utf8');
    const table = scenarioTable();
    assert.ok(
      rowsOf(readme).join('\n').includes(rowsOf(table).join('\n')),
      `The README has another table than:\n${table}`,
    );
  });
});

/** Without the spaces that a formatter puts in. */
function rowsOf(text: string): readonly string[] {
  return text.split('\n').map((line) =>
    line
      .replace(/\s*\|\s*/gu, '|')
      .replace(/-+/gu, '-')
      .trim(),
  );
}
