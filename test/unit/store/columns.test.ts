// The tables that all is kept in: what they hold, and that they give memory back.

import assert from 'node:assert/strict';
import { CHUNK, Integers, Values } from '../../../server/store/columns';
import { Log } from '../../../server/store/log';

/** Rows of a table of four integers that fill one of its chunks. */
const ROWS = 2_048;

describe('store: tables', () => {
  for (const width of [2, 4, 8] as const) {
    it(`hold rows of ${width} integers, of which the newest can be taken back`, () => {
      const table = new Integers(width);
      const columns = Array.from({ length: Math.min(width, 7) }, (_, column) => column);
      for (let row = 0; row < 3 * ROWS; row++) assert.equal(table.append(row, 1, 2, 3, 4, 5, 6), row);
      for (const row of [0, ROWS - 1, ROWS, 3 * ROWS - 1]) {
        const read = columns.map((column) => table.get(row, column));
        assert.deepEqual(read, [row, ...columns.slice(1)]);
      }
      table.set(ROWS, 1, 77);
      assert.deepEqual([table.get(ROWS, 0), table.get(ROWS, 1), table.get(ROWS + 1, 1)], [ROWS, 77, 1]);
      table.truncate(ROWS);
      assert.equal(table.append(9, 9), ROWS);
      assert.deepEqual([table.count, table.get(ROWS, 0), table.get(ROWS - 1, 0)], [ROWS + 1, 9, ROWS - 1]);
    });
  }

  it('find the first row that is not less, in what is left', () => {
    const table = new Integers(4);
    for (let row = 0; row < 3 * ROWS; row++) table.append(0, 2 * row);
    assert.deepEqual(
      [0, 1, 2, 6 * ROWS - 2].map((bound) => table.firstFrom(bound, 1)),
      [0, 1, 1, 3 * ROWS - 1],
    );
    assert.equal(table.firstFrom(6 * ROWS, 1), table.count);
    table.forget(ROWS + 1);
    assert.deepEqual([table.first, table.firstFrom(0, 1), table.firstFrom(2 * ROWS + 2, 1)], [ROWS, ROWS, ROWS + 1]);
  });

  it('forget whole chunks only, and use them again', () => {
    const table = new Integers(4);
    for (let row = 0; row < 3 * ROWS; row++) table.append(row, row);
    table.forget(ROWS - 1);
    assert.deepEqual([table.first, table.get(0, 0)], [0, 0]);
    table.forget(ROWS);
    assert.deepEqual([table.first, table.get(0, 0), table.get(ROWS, 0)], [ROWS, -1, ROWS]);
    for (let row = 3 * ROWS; row < 4 * ROWS; row++) table.append(row, row);
    assert.deepEqual([table.get(4 * ROWS - 1, 0), table.get(ROWS, 0)], [4 * ROWS - 1, ROWS]);

    const values = new Values('');
    for (let row = 0; row < 2 * CHUNK; row++) assert.equal(values.append(`${row}`), row);
    values.forget(CHUNK - 1);
    assert.equal(values.get(0), '0');
    const [chunk] = values.chunks;
    values.forget(2 * CHUNK - 1);
    assert.deepEqual([values.chunks[0]?.length, values.get(CHUNK)], [0, `${CHUNK}`]);
    values.append('new');
    assert.equal(values.chunks[2], chunk);
    assert.deepEqual([values.get(2 * CHUNK), values.get(2 * CHUNK + 1), values.get(5 * CHUNK)], ['new', '', '']);
    values.truncate(2 * CHUNK);
    assert.equal(values.append('newer'), 2 * CHUNK);
    assert.equal(values.get(2 * CHUNK), 'newer');
  });
});

describe('store: the log', () => {
  it('forgets at once, and gives memory back a few chunks at a time, to itself first', () => {
    const log = filled(new Log('nothing'), 4 * CHUNK);
    const chunk = log.chunk(0);
    assert.equal(chunk.values.length, CHUNK);
    log.forget(CHUNK - 1, 9);
    assert.equal(log.chunk(0), chunk);
    log.forget(3 * CHUNK, 1);
    assert.deepEqual([log.floor, log.chunk(0).cells.length, log.chunk(CHUNK).cells.length], [3 * CHUNK, 0, CHUNK]);
    log.forget(CHUNK, 1);
    assert.deepEqual(
      [log.floor, log.chunk(CHUNK).cells.length, log.chunk(2 * CHUNK).cells.length],
      [3 * CHUNK, 0, CHUNK],
    );
    assert.ok(log.isFull);
    log.extend();
    log.append(7, 'seven');
    log.appendMarker();
    assert.ok(!log.isFull);
    assert.deepEqual([log.cell(4 * CHUNK), log.value(4 * CHUNK), log.cell(4 * CHUNK + 1)], [7, 'seven', -1]);
    filled(log, CHUNK);
    assert.equal(log.chunk(5 * CHUNK), chunk);
    assert.throws(() => log.chunk(6 * CHUNK), RangeError(`There is no entry ${6 * CHUNK}.`));
  });

  it('keeps no more freed memory than it soon uses', () => {
    const log = filled(new Log(''), 12 * CHUNK);
    const chunks = Array.from({ length: 12 }, (_, index) => log.chunk(index * CHUNK));
    log.forget(12 * CHUNK, 12);
    filled(log, 12 * CHUNK);
    const used = Array.from({ length: 12 }, (_, index) => log.chunk((12 + index) * CHUNK));
    assert.equal(used.filter((chunk) => chunks.includes(chunk)).length, 8);
  });

  it('refuses to grow past what its entries can be counted by', () => {
    const log = filled(new Log('', 2 * CHUNK), 2 * CHUNK);
    const message = `The store has recorded ${2 * CHUNK} changes, the most it can.`;
    assert.throws(() => log.extend(), { code: 'full', message });
    assert.equal(log.length, 2 * CHUNK);
  });
});

/** Appends a number of entries. */
function filled(log: Log<string>, count: number): Log<string> {
  for (let entry = 0; entry < count; entry++) {
    if (log.isFull) log.extend();
    log.append(entry % 100, '');
  }
  return log;
}
