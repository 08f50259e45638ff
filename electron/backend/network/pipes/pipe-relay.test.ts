import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLogger } from '../../log/logger.ts';
import { PipeRelay } from './pipe-relay.ts';

const STAND_IN = resolve(import.meta.dirname, '../../../../e2e/fixtures/stand-ins/pipe-relay.mjs');

let dir: string;
let relay: PipeRelay;
let warnings: string[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pier-pipes-'));
  warnings = [];
});

afterEach(async () => {
  await relay.close();
  rmSync(dir, { recursive: true, force: true });
});

/** What is sent until its end. Unlike an iteration over it, this leaves the other direction open. */
function text(stream: Duplex): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    stream.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
    });
    stream.on('end', () => resolve(heard));
    stream.on('close', () => resolve(heard));
  });
}

const path = (name: string) => join(dir, name);

function open(command: readonly [string, ...string[]], onClient: (client: Duplex) => void): PipeRelay {
  relay = new PipeRelay({
    outer: [path('own'), path('docker_engine')],
    inner: path('inner'),
    command,
    onClient,
    log: { ...silentLogger, warn: (message) => warnings.push(message) },
  });
  return relay;
}

const echo = (client: Duplex) => {
  // Answers when the input has ended, as `docker run -i alpine cat` may.
  void text(client).then((heard) => client.end(`heard ${heard}`));
};

it('a client that ends its input hears the answer, on each of the pipes', async () => {
  await open([process.execPath, STAND_IN], echo).listen();
  for (const name of ['own', 'docker_engine']) {
    const client = connect({ path: path(name), allowHalfOpen: true });
    client.end('x');
    expect(await text(client)).toBe('heard x');
  }
  await expect.poll(() => relay.connections).toBe(0);
  expect(warnings).toEqual([]);
});

it('a pipe that another program has is left to it; one of ours has to be ours', async () => {
  const docker = createServer().listen(path('docker_engine'));
  await open([process.execPath, STAND_IN], echo).listen();
  await expect.poll(() => warnings).toEqual([expect.stringMatching(/Another program/)]);
  await relay.close();
  docker.close();
  // A process that is ended leaves its socket; a pipe of Windows goes with it.
  rmSync(path('own'), { force: true });
  const own = createServer().listen(path('own'));
  await expect(open([process.execPath, STAND_IN], echo).listen()).rejects.toMatchObject({
    code: 'home_in_use',
  });
  own.close();
});

it('what cannot serve pipes says why', async () => {
  const script = 'console.error("Cannot invoke method in ConstrainedLanguage"); process.exit(1)';
  await expect(open([process.execPath, '-e', script], echo).listen()).rejects.toMatchObject({
    code: 'capability_missing',
    message: expect.stringContaining('ConstrainedLanguage'),
  });
});
