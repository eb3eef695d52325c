/** The lock that keeps two clones from setting up the same VS Code at once. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { withLock } from '../../host/provision/lock.mjs';

const LOCK = pathToFileURL(resolve(__dirname, '../../host/provision/lock.mjs')).href;

describe('the provisioning lock', () => {
  it('lets one in at a time, and tells who waits', async () => {
    const name = randomUUID();
    const events: string[] = [];
    const enter = (who: string): Promise<void> =>
      withLock(
        name,
        async () => {
          events.push(`${who} in`);
          await new Promise((later) => setImmediate(later));
          events.push(`${who} out`);
        },
        () => events.push('waits'),
      );
    await Promise.all([enter('one'), enter('other')]);
    const entries = events.filter((event) => event !== 'waits').map((event) => event.split(' ')[1]);
    assert.deepEqual(entries, ['in', 'out', 'in', 'out']);
    assert.ok(events.includes('waits'));
  });

  it('is free when its holder was killed', async () => {
    const name = randomUUID();
    const hold = `import(${JSON.stringify(LOCK)}).then(({ withLock }) => withLock('${name}', () => {
      console.log('held');
      return new Promise(() => setInterval(() => {}, 1_000_000));
    }, () => {}))`;
    const holder = spawn(process.execPath, ['-e', hold], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    let waited = 'did not wait';
    const entered = withLock(
      name,
      () => Promise.resolve('entered'),
      () => {
        waited = 'waited';
        holder.kill('SIGKILL');
      },
    );
    assert.deepEqual([await entered, waited], ['entered', 'waited']);
  });
});
