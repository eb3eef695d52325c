/**
 * What has changed since each savepoint, as far as someone has looked: read when a node is opened, a page at a time, and
 * kept until the session's version moves on.
 */
import type { DiffPage } from '../apiTypes';

const FIRST_PAGE = 100;
const NEXT_PAGE = 500;

export interface ChangeList {
  readonly session: string;
  readonly savepoint: number;
}

export type ReadChanges = (list: ChangeList, offset: number, limit: number) => Promise<DiffPage>;

interface Loaded {
  readonly version: number;
  readonly wanted: number;
  readonly page: Promise<DiffPage>;
}

export class ChangePages {
  private readonly lists = new Map<string, Loaded>();

  constructor(private readonly readChanges: ReadChanges) {}

  /** The changes as of a version, as many as were asked for so far. */
  read(list: ChangeList, version: number): Promise<DiffPage> {
    const known = this.lists.get(keyOf(list));
    if (known?.version === version) return known.page;
    const wanted = known?.wanted ?? FIRST_PAGE;
    return this.keep(list, { version, wanted, page: this.readChanges(list, 0, wanted) });
  }

  /** From now on, one page more of this list. */
  async extend(list: ChangeList): Promise<void> {
    const known = this.lists.get(keyOf(list));
    if (known === undefined) return;
    const { version, wanted } = known;
    const extended = known.page.then(async (page) => {
      const next = await this.readChanges(list, page.changes.length, NEXT_PAGE);
      return { changes: [...page.changes, ...next.changes], total: next.total };
    });
    await this.keep(list, { version, wanted: wanted + NEXT_PAGE, page: extended });
  }

  /** Keeps only the lists of these savepoints. */
  retain(lists: readonly ChangeList[]): void {
    const keys = new Set(lists.map(keyOf));
    for (const key of this.lists.keys()) if (!keys.has(key)) this.lists.delete(key);
  }

  private keep(list: ChangeList, loaded: Loaded): Promise<DiffPage> {
    const key = keyOf(list);
    this.lists.set(key, loaded);
    // A reading that failed is not kept: whoever asks next reads again.
    loaded.page.catch(() => {
      if (this.lists.get(key) === loaded) this.lists.delete(key);
    });
    return loaded.page;
  }
}

function keyOf(list: ChangeList): string {
  return `${list.session}/${list.savepoint}`;
}
