import { startHost } from '../host/testHost';
import { fixture } from '../host/fixture';
import { readFileSync } from 'node:fs';
(async () => {
  const host = await startHost({ log: console.log });
  const w = await host.openWorkbench({ workspace: fixture('bank') });
  try {
    await eval('(async()=>{' + readFileSync('/tmp/exp/script.js', 'utf8') + '})()');
  } catch (e) {
    console.log(e);
    await w.screenshot('/tmp/exp/fail.png');
  }
  await host.stop();
  process.exit();
})();
