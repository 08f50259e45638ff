import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as wholeBody } from 'node:stream/consumers';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TestSource } from '../../../e2e/fixtures/test-source.ts';
import { AppError } from '../../../shared/errors.ts';
import type { EngineEndpoint } from '../../../vm/drivers/driver.ts';
import { makeCertificates } from '../../../vm/drivers/guest/make-certificates.ts';
import { silentLogger } from '../log/logger.ts';
import { DockerSocket } from './docker-socket.ts';

let home: string;
let path: string;
let source: TestSource;
let socket: DockerSocket;
let engines: Server[];
/** Connections of the engine's side, so that a test can end them. */
let engineSide: Socket[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pier-sock-'));
  path = join(home, 'run', 'docker.sock');
  source = new TestSource();
  socket = new DockerSocket({ path, source, log: silentLogger, holdMs: 60_000 });
  engines = [];
  engineSide = [];
});

afterEach(async () => {
  await socket.close();
  for (const connection of engineSide) connection.destroy();
  await Promise.all(engines.map((engine) => new Promise((resolve) => engine.close(resolve))));
  rmSync(home, { recursive: true, force: true });
});

type Serve = (connection: Socket) => void;

async function unixEngine(serve: Serve): Promise<EngineEndpoint> {
  const enginePath = join(home, `engine-${engines.length}.sock`);
  const engine = createServer({ allowHalfOpen: true }, (connection) => accept(connection, serve));
  engines.push(engine);
  await new Promise<void>((resolve) => engine.listen(enginePath, resolve));
  return { kind: 'unix', path: enginePath };
}

async function tlsEngine(serve: Serve): Promise<EngineEndpoint> {
  const pem = await makeCertificates(new Date());
  const engine = createTlsServer(
    {
      ca: pem.ca,
      cert: pem.serverCert,
      key: pem.serverKey,
      requestCert: true,
      rejectUnauthorized: true,
      allowHalfOpen: true,
    },
    (connection) => accept(connection, serve),
  );
  engines.push(engine);
  await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve));
  const { port } = engine.address() as { port: number };
  return { kind: 'tls', host: '127.0.0.1', port, ca: pem.ca, cert: pem.clientCert, key: pem.clientKey };
}

function accept(connection: Socket, serve: Serve): void {
  engineSide.push(connection);
  connection.on('error', () => {});
  serve(connection);
}

const dial = () => connect({ path, allowHalfOpen: true }).on('error', () => {});
const closed = (side: Socket) =>
  new Promise<void>((resolve) => (side.closed ? resolve() : side.once('close', () => resolve())));

/** What a side sends until its end. Unlike an iteration over it, this leaves the other direction open. */
function text(side: Socket): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    side.on('data', (chunk: Buffer) => {
      received += chunk.toString();
    });
    side.on('end', () => resolve(received));
    side.on('close', () => resolve(received));
  });
}

function ask(method = 'GET', body?: Buffer): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath: path, path: '/containers/json', method }, (response) => {
      wholeBody(response).then((answer) => resolve({ status: response.statusCode, text: answer }), reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const KINDS: [string, (serve: Serve) => Promise<EngineEndpoint>][] = [
  ['unix', unixEngine],
  ['TLS', tlsEngine],
];

describe.each(KINDS)('relay to an engine over %s', { timeout: 120_000 }, (_kind, startEngine) => {
  it('passes the client’s end on and still carries the engine’s answer', async () => {
    source.set(
      await startEngine((connection) => {
        text(connection).then(
          (input) => connection.end(`heard ${input}`),
          () => {},
        );
      }),
    );
    await socket.listen();
    const client = dial();
    client.end('x');
    expect(await text(client)).toBe('heard x');
  });

  it('passes the engine’s end on and still carries the client’s input', async () => {
    let heard: Promise<string> | undefined;
    source.set(
      await startEngine((connection) => {
        connection.end('first and last');
        heard = text(connection);
      }),
    );
    await socket.listen();
    const client = dial();
    client.write('a');
    expect(await text(client)).toBe('first and last');
    client.end('b');
    expect(await heard).toBe('ab');
    await expect.poll(() => socket.connections).toBe(0);
  });

  it('carries megabytes both ways at once, exactly', async () => {
    source.set(await startEngine((connection) => connection.pipe(connection)));
    await socket.listen();
    const client = dial();
    const block = Buffer.alloc(1024 * 1024, 'pier');
    for (let i = 0; i < 32; i++) client.write(block);
    client.end();
    let bytes = 0;
    for await (const chunk of client as AsyncIterable<Buffer>) bytes += chunk.length;
    expect(bytes).toBe(32 * block.length);
  });

  it('stops reading from the engine when the client does not read', async () => {
    let accepted = 0;
    source.set(
      await startEngine((connection) => {
        const block = Buffer.alloc(256 * 1024);
        const push = () => {
          while (!connection.destroyed && accepted < 512 * 1024 * 1024) {
            accepted += block.length;
            if (!connection.write(block)) return;
          }
        };
        connection.on('drain', push);
        push();
      }),
    );
    await socket.listen();
    const client = connect({ path });
    client.pause();
    let before = -1;
    await expect
      .poll(
        () => {
          const settled = accepted > 0 && accepted === before;
          before = accepted;
          return settled;
        },
        { interval: 500, timeout: 20_000 },
      )
      .toBe(true);
    // Kernel buffers and ours: far from the half gigabyte that waits.
    expect(accepted).toBeLessThan(64 * 1024 * 1024);
    client.destroy();
  });

  it('ends the client when the engine breaks, and the engine’s side when the client breaks', async () => {
    source.set(await startEngine((connection) => connection.write('hello')));
    await socket.listen();
    const client = connect({ path });
    await new Promise((resolve) => client.once('data', resolve));
    engineSide[0]?.destroy();
    await closed(client);

    const second = connect({ path });
    await new Promise((resolve) => second.once('data', resolve));
    second.destroy();
    engineSide[1]?.on('data', () => {});
    engineSide[1]?.on('end', () => engineSide[1]?.end());
    await closed(engineSide[1] as Socket);
    await expect.poll(() => socket.connections).toBe(0);
  });

  it('serves a thousand connections and keeps none', async () => {
    source.set(await startEngine((connection) => connection.pipe(connection)));
    await socket.listen();
    for (let round = 0; round < 20; round++) {
      const echoes = Array.from({ length: 50 }, (_, i) => {
        const client = dial();
        client.end(`${round}.${i}`);
        return text(client);
      });
      expect(await Promise.all(echoes)).toEqual(Array.from({ length: 50 }, (_, i) => `${round}.${i}`));
    }
    await expect.poll(() => socket.connections).toBe(0);
  });
});

describe('DockerSocket without an engine', { timeout: 60_000 }, () => {
  it('answers 503 with what to do, also to HEAD and to a large body, and never before a request', async () => {
    await socket.listen();
    const answer = await ask();
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.text)).toEqual({ message: 'The engine is stopped. Start it with: pier start' });
    expect(await ask('HEAD')).toEqual({ status: 503, text: '' });
    expect((await ask('POST', Buffer.alloc(8 * 1024 * 1024))).status).toBe(503);
    const silent = dial();
    silent.end();
    expect(await text(silent)).toBe('');
  });

  it('holds requests while an engine is expected, and serves them when it is there', async () => {
    source.set(undefined, true);
    await socket.listen();
    const clients = Array.from({ length: 20 }, (_, i) => {
      const client = dial();
      client.end(String(i));
      return text(client);
    });
    await expect.poll(() => socket.connections).toBe(20);
    source.set(await unixEngine((connection) => connection.pipe(connection)));
    expect(await Promise.all(clients)).toEqual(Array.from({ length: 20 }, (_, i) => String(i)));
  });

  it.each([
    ['is seen to leave while it waits', true],
    ['has left in the moment in which the engine is there', false],
  ])('sends nothing of a client that %s', async (_what, wait) => {
    source.set(undefined, true);
    await socket.listen();
    const gone = dial();
    gone.end('POST /containers/create');
    const stays = dial();
    stays.end('POST /containers/kept');
    await expect.poll(() => socket.connections).toBe(2);
    gone.destroy();
    await closed(gone);
    if (wait) await expect.poll(() => socket.connections, { timeout: 10_000 }).toBe(1);
    let heard = '';
    source.set(
      await unixEngine((connection) => {
        text(connection).then(
          (input) => {
            heard += input;
            connection.end('done');
          },
          () => {},
        );
      }),
    );
    expect(await text(stays)).toBe('done');
    await expect.poll(() => socket.connections).toBe(0);
    for (const connection of engineSide) await closed(connection);
    expect(heard).toBe('POST /containers/kept');
  });

  describe('that takes connections and says nothing', () => {
    async function silentEngine(): Promise<EngineEndpoint> {
      const { ca, clientCert, clientKey } = await makeCertificates(new Date());
      const engine = createServer((connection) => accept(connection, () => connection.resume()));
      engines.push(engine);
      await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve));
      const { port } = engine.address() as { port: number };
      return { kind: 'tls', host: '127.0.0.1', port, ca, cert: clientCert, key: clientKey };
    }

    it('answers 503 when its time is up', async () => {
      socket = new DockerSocket({ path, source, log: silentLogger, dialMs: 200 });
      source.set(await silentEngine());
      await socket.listen();
      expect(JSON.parse((await ask()).text).message).toContain('did not take the connection within 0.2 s');
      for (const connection of engineSide) await closed(connection);
    });

    it('turns to another one as soon as there is one, and answers 503 as soon as there is none', async () => {
      source.set(await silentEngine());
      await socket.listen();
      const first = dial();
      first.end('hello');
      await expect.poll(() => engineSide.length).toBe(1);
      source.set(await unixEngine((connection) => connection.pipe(connection)));
      expect(await text(first)).toBe('hello');
      source.set(await silentEngine());
      const second = ask();
      await expect.poll(() => engineSide.length).toBe(3);
      source.set(undefined, false);
      expect(JSON.parse((await second).text).message).toContain('The engine is stopped');
    });

    it('lets go of it when the client leaves', async () => {
      source.set(await silentEngine());
      await socket.listen();
      const client = dial();
      await expect.poll(() => engineSide.length).toBe(1);
      client.destroy();
      await expect.poll(() => socket.connections, { timeout: 10_000 }).toBe(0);
      for (const connection of engineSide) await closed(connection);
    });
  });

  it('lets go of held requests when the start fails, and when the time is over', async () => {
    source.set(undefined, true);
    await socket.listen();
    const held = ask();
    await expect.poll(() => socket.connections).toBe(1);
    source.set(undefined, false);
    expect((await held).status).toBe(503);
    await socket.close();

    socket = new DockerSocket({ path, source, log: silentLogger, holdMs: 100 });
    source.set(undefined, true);
    await socket.listen();
    expect(JSON.parse((await ask()).text).message).toContain('does not answer yet');
  });

  it('tries again while an engine that is listed refuses and is expected back', async () => {
    source.set({ kind: 'unix', path: join(home, 'engine-0.sock') }, true);
    await socket.listen();
    const client = dial();
    client.end('patience');
    await expect.poll(() => socket.connections).toBe(1);
    await unixEngine((connection) => connection.pipe(connection));
    expect(await text(client)).toBe('patience');
  });

  it('says that a listed engine does not answer', async () => {
    source.set({ kind: 'unix', path: join(home, 'nobody.sock') });
    await socket.listen();
    expect(JSON.parse((await ask()).text).message).toContain('The engine does not answer');
  });
});

describe('DockerSocket’s file', () => {
  const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);

  it('is for its owner alone, in a folder that is', async () => {
    mkdirSync(join(home, 'run'));
    chmodSync(join(home, 'run'), 0o755);
    await socket.listen();
    expect(mode(path)).toBe('600');
    expect(mode(join(home, 'run'))).toBe('700');
    await socket.close();
    expect(existsSync(path)).toBe(false);
    await socket.close();
  });

  it('wakes an engine that sleeps, also for what passes on a connection that was kept', async () => {
    let ready = 0;
    let touched = 0;
    const engine = await unixEngine((connection) => connection.pipe(connection));
    source.set(engine);
    const sleeping = Object.assign(source, {
      ready: async () => void ready++,
      touch: () => void touched++,
    });
    await socket.close();
    socket = new DockerSocket({ path, source: sleeping, log: silentLogger });
    await socket.listen();
    const client = connect(path);
    client.write('one');
    await new Promise((resolve) => client.once('data', resolve));
    expect(ready).toBe(1);
    // Both ways.
    expect(touched).toBe(2);
    client.write('two');
    await new Promise((resolve) => client.once('data', resolve));
    expect([ready, touched]).toEqual([1, 4]);
    client.destroy();
  });

  it('counts the clients that wait for an answer, and not those that only listen', async () => {
    let answer = () => {};
    source.set(
      await unixEngine((connection) => {
        connection.on('data', () => {
          answer = () => connection.write('answer');
        });
        connection.on('end', () => connection.end());
      }),
    );
    await socket.listen();
    const client = connect(path);
    client.write('commit');
    await vi.waitFor(() => expect(socket.waiting).toBe(1));
    answer();
    await new Promise((resolve) => client.once('data', resolve));
    expect(socket.waiting).toBe(0);
    client.write('again');
    await vi.waitFor(() => expect(socket.waiting).toBe(1));
    client.destroy();
    await vi.waitFor(() => expect(socket.waiting).toBe(0));
  });

  it('says why where the engine may not be woken', async () => {
    source.set({ kind: 'unix', path: join(home, 'nobody.sock') });
    Object.assign(source, {
      ready: async () => {
        throw new AppError('engine_unreachable', 'The engine is paused.', 'Resume it with: pier resume');
      },
    });
    await socket.listen();
    const { status, text } = await ask();
    expect(status).toBe(503);
    expect(text).toContain('The engine is paused. Resume it with: pier resume');
  });

  it('replaces a socket that nobody listens on, and nothing else', async () => {
    mkdirSync(join(home, 'run'));
    const leave = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
    expect(() => execFileSync(process.execPath, ['-e', leave, path])).toThrow();
    expect(statSync(path).isSocket()).toBe(true);
    await socket.listen();
    expect((await ask()).status).toBe(503);

    const other = new DockerSocket({ path, source, log: silentLogger });
    await expect(other.listen()).rejects.toMatchObject({ code: 'home_in_use' });
    await socket.close();
    writeFileSync(path, 'mine');
    await expect(other.listen()).rejects.toMatchObject({ code: 'home_in_use', hint: 'Move that file away.' });
  });
});
