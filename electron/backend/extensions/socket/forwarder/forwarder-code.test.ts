import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FORWARDER } from './forwarder-code.ts';

const code = (architecture: string) => Buffer.from(FORWARDER[architecture] ?? '', 'base64');

/** See https://refspecs.linuxfoundation.org/elf/elf.pdf, 1-4 and 2-2. */
it.each([
  ['amd64', 62],
  ['arm64', 183],
])('for %s is a program for that processor which needs nothing else', (architecture, machine) => {
  const file = code(architecture);
  expect(file.toString('latin1', 0, 4)).toBe('\x7fELF');
  expect([file.readUInt16LE(16), file.readUInt16LE(18)]).toEqual([2, machine]);
  const programs = Number(file.readBigUInt64LE(32));
  const types = Array.from({ length: file.readUInt16LE(56) }, (_, i) => file.readUInt32LE(programs + i * 56));
  // Neither a loader nor libraries.
  expect(types).not.toContain(3);
  expect(types).not.toContain(2);
  expect(file.length).toBeLessThan(2048);
});

const runs = process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64');

describe.runIf(runs)('the forwarder', () => {
  let dir: string;
  let program: string;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'pier-forward-'));
    program = join(dir, 'forward');
    await writeFile(program, code(process.arch === 'x64' ? 'amd64' : 'arm64'), { mode: 0o755 });
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  const start = (path: string) => {
    const child = spawn(program, [path], { stdio: ['pipe', 'pipe', 'inherit'] });
    return { child, said: text(child.stdout), ended: once(child, 'close').then(([exit]) => exit) };
  };

  it('passes on all that comes, each way to its end', async () => {
    const path = join(dir, 'a.sock');
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      let got = 0;
      socket.on('data', (chunk) => {
        got += chunk.length;
      });
      socket.on('end', () => socket.end(`${got} ${'y'.repeat(300_000)}`));
    }).listen(path);
    await once(server, 'listening');
    const { child, said, ended } = start(path);
    child.stdin.end(`C${'x'.repeat(1_000_000)}`);
    const answer = await said;
    expect([answer.slice(0, 9), answer.length]).toEqual(['+1000000 ', 300_009]);
    expect(await ended).toBe(0);
    server.close();
  });

  it('waits for who is about to listen', async () => {
    const path = join(dir, 'late.sock');
    const { child, said, ended } = start(path);
    child.stdin.write('C');
    const server = createServer((socket) => socket.end('hello')).listen(path);
    expect(await said).toBe('+hello');
    expect(await ended).toBe(0);
    server.close();
  });

  it('ends where nobody wants it, and tells wrong usage', async () => {
    const unused = start(join(dir, 'none.sock'));
    unused.child.stdin.end();
    expect(await unused.ended).toBe(2);
    expect(await start(`/${'x'.repeat(200)}`).ended).toBe(1);
  });
});
