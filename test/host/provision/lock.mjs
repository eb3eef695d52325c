// One holder at a time among the processes of this machine. The lock is a listening abstract Unix socket, so the kernel
// frees it whenever and however its holder ends, and who waits is told by the closing of its connection.
import { connect, createServer } from 'node:net';

/**
 * Runs `work` while no other process of this machine holds the lock of that name.
 *
 * @template T
 * @param {string} name At most 80 characters.
 * @param {() => Promise<T>} work
 * @param {() => void} onWait Called when somebody else holds the lock.
 * @returns {Promise<T>}
 */
export async function withLock(name, work, onWait) {
  const address = `\0savepoint-${name}`;
  let server = await tryListen(address);
  if (server === undefined) onWait();
  while (server === undefined) {
    await holderGone(address);
    server = await tryListen(address);
  }
  try {
    return await work();
  } finally {
    server.release();
  }
}

function tryListen(address) {
  return new Promise((resolve, reject) => {
    const waiting = new Set();
    const server = createServer((socket) => {
      waiting.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => waiting.delete(socket));
    });
    const release = () => {
      server.close();
      for (const socket of waiting) socket.destroy();
    };
    server.on('error', (error) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(address, () => resolve({ release }));
  });
}

function holderGone(address) {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve());
  });
}
