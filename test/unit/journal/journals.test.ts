/** The folder of the journals: what goes from it and what stays. */
import assert from 'node:assert/strict';
import { FOLDER, JOURNAL, JournaledServer } from './support/journaledServer';
import { MemoryFileSystem } from './support/memoryFileSystem';
import { SESSION } from './support/history';
import * as protocol from '../../../server/protocol';

describe('the folder of the journals', () => {
  it('loses a journal when its session is closed in which nobody took a savepoint', async () => {
    const files = new MemoryFileSystem();
    const server = new JournaledServer(files);
    await server.open();
    assert.deepEqual(files.files, [JOURNAL]);
    await server.send(protocol.CloseSession.method, { session: SESSION });
    assert.deepEqual(files.files, []);
  });

  it('keeps what an earlier session of the same id left, under another name', async () => {
    const files = new MemoryFileSystem();
    await new JournaledServer(files).open();
    const server = new JournaledServer(files);
    assert.deepEqual(await server.open(), { state: 'new', notes: [] });
    assert.deepEqual(files.files, [`${FOLDER}/${SESSION}.1.journal`, JOURNAL]);
  });

  it('is not gone on with where its end is missing, and says so', async () => {
    const files = new MemoryFileSystem();
    await new JournaledServer(files).open();
    const opened = await new JournaledServer(files).open({ acknowledged: 3 });
    const note = "The journal of 'shop' ends before what was done last, so it was not gone on with.";
    assert.deepEqual(opened, { state: 'new', notes: [note] });
  });
});
