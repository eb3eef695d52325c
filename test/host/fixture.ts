/** The programs that tests debug. */
import { join } from 'node:path';

/** The folder of that name under `test/fixtures`. Tests work on a copy. */
export function fixture(name: string): string {
  return join(__dirname, '..', 'fixtures', name);
}
