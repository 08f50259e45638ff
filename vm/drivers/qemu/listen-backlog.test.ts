import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { canRaiseBacklog, withLibrary, writeListenLibrary } from './listen-backlog.ts';

/** Listens with a backlog of one, tells the port, and accepts nothing until its input ends. */
const LISTENER = `
  const server = require('net').createServer(() => {});
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    require('fs').writeSync(1, server.address().port + '\\n');
    require('fs').readSync(0, Buffer.alloc(1));
    process.exit(0);
  });`;
const CLIENTS = 40;
/** The kernel sends the next SYN after a second. */
const WAIT_MS = 700;

it.skipIf(!canRaiseBacklog())('lets a program that listens for one at a time have a queue', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'pier-backlog-'));
  try {
    const library = join(dir, 'listen.so');
    await writeListenLibrary(library);
    expect(await countConnected(process.env)).toBeLessThan(CLIENTS);
    expect(await countConnected(withLibrary(process.env, library))).toBe(CLIENTS);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

it('is for this kind of computer only, keeps what is preloaded, and is left out where its path cannot be told', () => {
  expect([canRaiseBacklog('linux', 'x64'), canRaiseBacklog('linux', 'arm64')]).toEqual([true, false]);
  expect(canRaiseBacklog('darwin', 'x64')).toBe(false);
  expect(withLibrary({ LD_PRELOAD: '/a.so' }, '/b.so').LD_PRELOAD).toBe('/b.so:/a.so');
  expect(withLibrary({}, '/with blank/b.so').LD_PRELOAD).toBeUndefined();
});

/** How many clients are connected before any of them has to try a second time. */
async function countConnected(env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(process.execPath, ['-e', LISTENER], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const sockets: Socket[] = [];
  try {
    const port = await new Promise<number>((resolve) =>
      child.stdout.once('data', (line: Buffer) => resolve(Number(line.toString()))),
    );
    let connected = 0;
    const all = new Promise<void>((resolve) => {
      for (let i = 0; i < CLIENTS; i++) {
        const socket = connect({ port, host: '127.0.0.1' });
        socket.on('error', () => {});
        socket.once('connect', () => {
          connected += 1;
          if (connected === CLIENTS) resolve();
        });
        sockets.push(socket);
      }
    });
    // With the library nothing is waited for: all are there at once.
    const limit = env.LD_PRELOAD ? 30_000 : WAIT_MS;
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, limit))]);
    return connected;
  } finally {
    for (const socket of sockets) socket.destroy();
    child.stdin.end('x');
  }
}
