import assert from 'node:assert/strict';
import type { Change } from '../../../client/apiTypes';
import { ChangePages, type ReadChanges } from '../../../client/views/changePages';

const LIST = { session: 's', savepoint: 1 };

describe('pages of changes', () => {
  it('are read once for each version', async () => {
    const { pages, asked } = pagesOf(250);
    const [first, again] = await Promise.all([pages.read(LIST, 1), pages.read(LIST, 1)]);
    assert.deepEqual([first.changes.length, again.total], [100, 250]);
    assert.deepEqual(asked, [[0, 100]]);
    await pages.read(LIST, 2);
    assert.deepEqual(asked, [
      [0, 100],
      [0, 100],
    ]);
  });

  it('grow without being read again, and stay as long in the next version', async () => {
    const { pages, asked } = pagesOf(1000);
    await pages.read(LIST, 1);
    await pages.extend(LIST);
    const grown = await pages.read(LIST, 1);
    assert.deepEqual(
      grown.changes.map((change) => change.path),
      paths(0, 600),
    );
    assert.equal((await pages.read(LIST, 2)).changes.length, 600);
    assert.deepEqual(asked, [
      [0, 100],
      [100, 500],
      [0, 600],
    ]);
  });

  it('are read again after a failure', async () => {
    let failures = 1;
    const pages = new ChangePages(() =>
      failures-- > 0 ? Promise.reject(new Error('busy')) : Promise.resolve({ changes: [], total: 0 }),
    );
    await assert.rejects(pages.read(LIST, 1), /busy/u);
    assert.equal((await pages.read(LIST, 1)).total, 0);
  });

  it('are given up with their savepoint', async () => {
    const { pages, asked } = pagesOf(10);
    await pages.read(LIST, 1);
    pages.retain([]);
    await pages.read(LIST, 1);
    assert.equal(asked.length, 2);
  });
});

function pagesOf(total: number): { readonly pages: ChangePages; readonly asked: [number, number][] } {
  const asked: [number, number][] = [];
  const read: ReadChanges = (_list, offset, limit) => {
    asked.push([offset, limit]);
    const changes = paths(offset, Math.min(total, offset + limit)).map((path): Change => ({ path, kind: 'added' }));
    return Promise.resolve({ changes, total });
  };
  return { pages: new ChangePages(read), asked };
}

function paths(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => `p${from + index}`);
}
