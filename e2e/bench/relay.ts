import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect as connectPlain, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, createSecureContext } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { pack } from 'tar-stream';
import { startDockerd, type TestDockerd } from '../fixtures/dockerd.ts';
import { quantile } from '../fixtures/quantile.ts';

const WARM_UP = 50;
const PINGS = 500;
const IMAGE_BYTES = 256 * 1024 * 1024;
const SAVES = 9;
const IMAGE = 'bench-relay:latest';

type Dial = () => Socket;

/**
 * The socket against the bare TLS endpoint of the same dockerd, interleaved: `/_ping` on a new connection each, as
 * clients do, and on a kept one, and the throughput of `docker save`.
 */
export async function bench(options: { json: boolean }): Promise<Record<string, unknown>> {
  const say = (line: string) => {
    if (!options.json) process.stdout.write(`${line}\n`);
  };
  const home = mkdtempSync(join(tmpdir(), 'pier-bench-'));
  const dockerd = await startDockerd({ tls: true });
  let relay: ChildProcess | undefined;
  try {
    const path = join(home, 'run/docker.sock');
    relay = await startRelay(path, dockerd);
    await importLargeImage(dockerd);
    const dials = { bare: dialBare(dockerd), relayed: () => connectPlain(path) };

    const fresh = await interleave(dials, (dial) => pingOnce(dial));
    const kept = await interleave(dials, keptPinger());
    const bytesPerSecond = await saveThroughput(dials);
    const result = {
      bench: 'relay',
      added_ms_p50: round(quantile(fresh.relayed, 0.5) - quantile(fresh.bare, 0.5)),
      added_ms_p99: round(quantile(fresh.relayed, 0.99) - quantile(fresh.bare, 0.99)),
      throughput_ratio: round(bytesPerSecond.relayed / bytesPerSecond.bare),
      bare_ms_p50: round(quantile(fresh.bare, 0.5)),
      relayed_ms_p50: round(quantile(fresh.relayed, 0.5)),
      kept_added_ms_p50: round(quantile(kept.relayed, 0.5) - quantile(kept.bare, 0.5)),
      kept_added_ms_p99: round(quantile(kept.relayed, 0.99) - quantile(kept.bare, 0.99)),
      bare_mb_s: Math.round(bytesPerSecond.bare / 1e6),
      relayed_mb_s: Math.round(bytesPerSecond.relayed / 1e6),
    };
    say(`/_ping on a new connection, p50: bare ${result.bare_ms_p50} ms, socket ${result.relayed_ms_p50} ms`);
    say(`added: p50 ${result.added_ms_p50} ms (at most 1), p99 ${result.added_ms_p99} ms`);
    say(`added on a kept connection: p50 ${result.kept_added_ms_p50} ms, p99 ${result.kept_added_ms_p99} ms`);
    say(`docker save: bare ${result.bare_mb_s} MB/s, socket ${result.relayed_mb_s} MB/s`);
    say(`throughput ratio: ${result.throughput_ratio} (at least 0.8)`);
    return result;
  } finally {
    relay?.kill('SIGKILL');
    await dockerd.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

async function startRelay(path: string, dockerd: TestDockerd): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('../fixtures/relay-process.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ path, endpoint: dockerd.tls }));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`The relay ended with ${code}.`)));
  });
  return child;
}

/** A full handshake each time, as the docker client makes it. */
function dialBare(dockerd: TestDockerd): Dial {
  const { tls } = dockerd;
  if (!tls) throw new Error('This dockerd has no TLS endpoint.');
  const secureContext = createSecureContext({ ca: tls.ca, cert: tls.cert, key: tls.key });
  return () => {
    const socket = connectTls({ host: tls.host, port: tls.port, secureContext });
    socket.setNoDelay(true);
    return socket;
  };
}

/** Milliseconds of each call, taken in turns so that both sides meet the same machine. */
async function interleave(
  dials: { bare: Dial; relayed: Dial },
  measure: (dial: Dial) => Promise<number>,
): Promise<{ bare: number[]; relayed: number[] }> {
  const times = { bare: [] as number[], relayed: [] as number[] };
  for (let i = 0; i < WARM_UP + PINGS; i++) {
    for (const side of ['bare', 'relayed'] as const) {
      const ms = await measure(dials[side]);
      if (i >= WARM_UP) times[side].push(ms);
    }
  }
  return times;
}

async function pingOnce(dial: Dial): Promise<number> {
  const started = performance.now();
  const socket = dial();
  await exchange(socket, 'Connection: close\r\n');
  const ms = performance.now() - started;
  socket.destroy();
  return ms;
}

/** One connection for each side, made at the first call. */
function keptPinger(): (dial: Dial) => Promise<number> {
  const sockets = new Map<Dial, Socket>();
  return async (dial) => {
    const socket = sockets.get(dial) ?? dial();
    sockets.set(dial, socket);
    const started = performance.now();
    await exchange(socket, '');
    return performance.now() - started;
  };
}

/** Resolves when the answer's body, "OK", is there. */
function exchange(socket: Socket, header: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const onData = (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      if (!answer.endsWith('\r\n\r\nOK')) return;
      socket.off('data', onData);
      socket.off('error', reject);
      resolve();
    };
    socket.on('data', onData);
    socket.on('error', reject);
    socket.write(`GET /_ping HTTP/1.1\r\nHost: docker\r\n${header}\r\n`);
  });
}

/** Bytes a second, the best of each side: whatever else the machine does can only take away from it. */
async function saveThroughput(dials: {
  bare: Dial;
  relayed: Dial;
}): Promise<{ bare: number; relayed: number }> {
  const rates = { bare: [] as number[], relayed: [] as number[] };
  for (let i = 0; i <= SAVES; i++) {
    for (const side of ['bare', 'relayed'] as const) {
      const rate = await saveOnce(dials[side]);
      // The first fills the page cache.
      if (i > 0) rates[side].push(rate);
    }
  }
  return { bare: Math.max(...rates.bare), relayed: Math.max(...rates.relayed) };
}

function saveOnce(dial: Dial): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    let bytes = 0;
    const socket = dial();
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    socket.on('error', reject);
    socket.on('end', () => {
      if (bytes < IMAGE_BYTES) reject(new Error(`The image had ${bytes} bytes only.`));
      else resolve(bytes / ((performance.now() - started) / 1000));
    });
    socket.write(`GET /images/${IMAGE}/get HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n`);
  });
}

/** Random bytes: nothing can make them fewer. */
async function importLargeImage(dockerd: TestDockerd): Promise<void> {
  const tar = pack();
  const client = dockerd.docker.spawn(['import', '-', IMAGE]);
  tar.pipe(client.stdin);
  client.stdout.resume();
  client.stderr.pipe(process.stderr);
  const done = new Promise<void>((resolve, reject) => {
    client.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`docker import ended with ${code}.`)),
    );
  });
  const file = tar.entry({ name: 'data.bin', size: IMAGE_BYTES });
  const block = randomBytes(4 * 1024 * 1024);
  for (let written = 0; written < IMAGE_BYTES; written += block.length) {
    if (!file.write(block)) await once(file, 'drain');
  }
  file.end(undefined);
  tar.finalize();
  await done;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
