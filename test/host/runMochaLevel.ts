/** Runs a level whose tests run in this process. */
import Mocha from 'mocha';
import { type LevelRun } from './levelRun';
import { reporterTo } from './testReporter';

/** Gives the number of failures. */
export async function runMochaLevel({ files, tell, timeout, grep }: LevelRun): Promise<number> {
  const mocha = new Mocha({
    timeout,
    forbidOnly: true,
    ...(grep !== undefined && { grep: new RegExp(grep) }),
    reporter: reporterTo(tell),
  });
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  return new Promise((resolve) => {
    mocha.run(resolve);
  });
}
