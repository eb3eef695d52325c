/** Where the screenshots and logs of a failed test are kept. */
import { join } from 'node:path';

/** Inside `dist`, named after level and test. */
export function evidenceFolder(level: string, title: string): string {
  const name = title.replace(/[^\w]+/g, '-').slice(0, 80);
  return join(__dirname, '..', '..', 'dist', 'test-results', `${level}-${name}`);
}
