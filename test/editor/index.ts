/** The module that VS Code's extension host runs: mocha over the bundled tests beside it. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_MARK } from '../host/testEvent';
import { reporterTo } from '../host/testReporter';

export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const grep = process.env['SAVEPOINT_TEST_GREP'];
  const mocha = new Mocha({
    timeout: Number(process.env['SAVEPOINT_TEST_TIMEOUT']),
    forbidOnly: true,
    ...(grep !== undefined && { grep: new RegExp(grep) }),
    reporter: reporterTo((event) => {
      console.log(EVENT_MARK + JSON.stringify(event));
    }),
  });
  for (const file of readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).sort()) {
    if (file.endsWith('.test.js')) mocha.addFile(join(__dirname, file));
  }
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  if (failures > 0) throw new Error(`${failures} failed`);
}
