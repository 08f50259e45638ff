import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, request, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TestSource } from '../../../e2e/fixtures/test-source.ts';
import { toGuestPath } from '../../../vm/windows-path.ts';
import { silentLogger } from '../log/logger.ts';
import { DockerSocket } from './docker-socket.ts';

let home: string;
let engine: Server;
let socket: DockerSocket;
/** What the engine was asked: method, path, body. */
let asked: string[];
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'pier-paths-'));
  asked = [];
  engine = createServer(async (incoming, response) => {
    asked.push(`${incoming.method} ${incoming.url} ${await text(incoming)}`);
    response.end('{"Id":"1"}');
  });
  engine.on('upgrade', (incoming, stream, head) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    stream.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
    let heard = head.toString();
    stream.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
    });
    stream.on('end', () => stream.end(`heard ${heard}`));
  });
  const path = join(home, 'engine.sock');
  await new Promise<void>((resolve) => engine.listen(path, resolve));
  socket = new DockerSocket({
    path: join(home, 'run', 'docker.sock'),
    source: new TestSource({ kind: 'unix', path }),
    log: silentLogger,
    guestPath: (source) => toGuestPath(source, 'pier'),
  });
  await socket.listen();
});

afterEach(async () => {
  agent.destroy();
  await socket.close();
  engine.closeAllConnections();
  engine.close();
  rmSync(home, { recursive: true, force: true });
});

/** As on Windows: another process serves it, which hands over both directions of each connection. */
async function servePipe(path: string): Promise<void> {
  await socket.close();
  const standIn = resolve(import.meta.dirname, '../../../e2e/fixtures/stand-ins/pipe-relay.mjs');
  socket = new DockerSocket({
    path,
    source: new TestSource({ kind: 'unix', path: join(home, 'engine.sock') }),
    log: silentLogger,
    guestPath: (source) => toGuestPath(source, 'pier'),
    pipes: { outer: [path], command: [process.execPath, standIn], inner: join(home, 'inner') },
  });
  await socket.listen();
}

function ask(path: string, body: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number | undefined; body: string; reused: boolean }>((resolve, reject) => {
    const sent = request(
      { socketPath: join(home, 'run', 'docker.sock'), path, method: 'POST', agent, headers },
      async (response) =>
        resolve({ status: response.statusCode, body: await text(response), reused: sent.reusedSocket }),
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

it('a container that mounts a folder of Windows gets it where the guest has it, on a kept connection as well', async () => {
  const body = '{"HostConfig":{"Binds":["C:\\\\x:/w"]}}';
  const answers = [
    await ask('/v1.47/containers/create?name=a', body),
    await ask('/v1.47/containers/1/start', ''),
    await ask('/v1.47/containers/create?name=b', body, { 'transfer-encoding': 'chunked' }),
  ];
  expect(asked).toEqual([
    'POST /v1.47/containers/create?name=a {"HostConfig":{"Binds":["/mnt/c/x:/w"]}}',
    'POST /v1.47/containers/1/start ',
    'POST /v1.47/containers/create?name=b {"HostConfig":{"Binds":["/mnt/c/x:/w"]}}',
  ]);
  expect(answers.map(({ status, reused }) => [status, reused])).toEqual([
    [200, false],
    [200, true],
    [200, true],
  ]);
});

it('a folder that the guest does not see is refused as the engine would, and the next request is answered', async () => {
  const refused = await ask(
    '/v1.47/containers/create',
    '{"HostConfig":{"Binds":["\\\\\\\\server\\\\x:/w"]}}',
  );
  expect(refused.status).toBe(400);
  expect(JSON.parse(refused.body).message).toMatch(/in the network.*Choose a folder/);
  expect(asked).toEqual([]);
  expect((await ask('/v1.47/containers/create', '{}')).status).toBe(200);
});

it.each(['docker.sock', 'pipe'])(
  'an attached container gets its bytes unread, and the end of its input, over a %s',
  async (name) => {
    if (name === 'pipe') await servePipe(join(home, 'run', name));
    const client = connect({ path: join(home, 'run', name), allowHalfOpen: true });
    const answer = text(client);
    client.write(
      'POST /v1.47/containers/1/attach?stdin=1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n',
    );
    client.end('POST /containers/create HTTP/1.1\r\nContent-Length: 5\r\n\r\n12345');
    expect(await answer).toMatch(/^HTTP\/1.1 101.*heard POST \/containers\/create HTTP\/1.1.*12345$/s);
    expect(asked).toEqual(['POST /v1.47/containers/1/attach?stdin=1']);
  },
);
