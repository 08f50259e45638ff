import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestSource } from '../../../../e2e/fixtures/test-source.ts';
import { type AllLogsItem, logsContract } from '../../../../shared/contract/logs.ts';
import { silentLogger } from '../../log/logger.ts';
import { Engine } from '../engine.ts';
import { allLogs } from './all-logs.ts';

const COUNT = 130;
const PATIENCE = { timeout: 20_000 };

let dir: string;
let server: Server;
let engine: Engine;
/** Logs that are followed now, by the container's number. */
let followed: Map<number, ServerResponse>;
let mostAtOnce: number;

/** An engine with many running containers, each with a line of the past. */
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pier-all-logs-'));
  followed = new Map();
  mostAtOnce = 0;
  let open = 0;
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://docker');
    const number = Number(/^\/containers\/c(\d+)/.exec(url.pathname)?.[1]);
    open += 1;
    mostAtOnce = Math.max(mostAtOnce, open);
    response.on('close', () => {
      open -= 1;
    });
    if (url.pathname.endsWith('/logs')) {
      response.writeHead(200).flushHeaders();
      if (url.searchParams.get('follow') === 'true') {
        followed.set(number, response);
        response.on('close', () => followed.delete(number));
      } else {
        response.end(frame(`past of ${number}`, number));
      }
    } else if (url.pathname === '/events') {
      response.writeHead(200).flushHeaders();
    } else if (url.pathname === '/containers/json') {
      response.end(JSON.stringify(Array.from({ length: COUNT }, (_, index) => container(index))));
    } else if (url.pathname === '/_ping') {
      response.end('OK');
    } else {
      response.end(JSON.stringify({ Id: `c${number}`, Name: `/c${number}`, Config: { Tty: false } }));
    }
  });
  await new Promise<void>((resolve) => server.listen(join(dir, 'engine.sock'), resolve));
  const endpoint = { kind: 'unix' as const, path: join(dir, 'engine.sock') };
  engine = new Engine({ source: new TestSource(endpoint), log: silentLogger });
});

afterEach(async () => {
  engine.dispose();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(dir, { recursive: true, force: true });
});

function container(number: number) {
  return {
    Id: `c${number}`,
    Names: [`/c${number}`],
    Image: 'busybox',
    ImageID: 'sha256:0',
    Command: 'sh',
    // A higher number is newer.
    Created: 1_767_000_000 + number,
    State: 'running',
    Status: 'Up 1 second',
    Ports: [],
    Labels: {},
  };
}

function frame(text: string, second: number): Buffer {
  const minutes = String(Math.floor(second / 60)).padStart(2, '0');
  const seconds = String(second % 60).padStart(2, '0');
  const payload = Buffer.from(`2026-01-02T03:${minutes}:${seconds}.000000000Z ${text}\n`);
  const header = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

describe('allLogs of more containers than it may follow', () => {
  it('reads the past of all, follows the newest, tells of the others, and opens again what ends', async () => {
    const abort = new AbortController();
    const lines: string[] = [];
    let state: Extract<AllLogsItem, { kind: 'state' }> | undefined;
    const done = (async () => {
      for await (const item of allLogs(engine, logsContract.all.input.parse({}), abort.signal)) {
        if (item.kind === 'lines') lines.push(...item.lines.text.split('\n'));
        if (item.kind === 'state') state = item;
      }
    })();
    await expect
      .poll(() => state, PATIENCE)
      .toEqual({ kind: 'state', state: 'live', followed: 100, leftOut: 30 });
    expect(lines).toEqual(Array.from({ length: COUNT }, (_, number) => `past of ${number}`));
    await expect.poll(() => followed.size, PATIENCE).toBe(100);
    expect([followed.has(COUNT - 1), followed.has(0)]).toEqual([true, false]);
    // The followed, the events, and those that are opened at the same time.
    expect(mostAtOnce).toBeLessThan(115);

    const first = followed.get(COUNT - 1);
    first?.end(frame('last words', 200));
    await expect.poll(() => lines, PATIENCE).toContain('last words');
    await expect.poll(() => followed.get(COUNT - 1) ?? first, PATIENCE).not.toBe(first);
    expect(followed.size).toBe(100);

    abort.abort();
    await done;
    await expect.poll(() => followed.size, PATIENCE).toBe(0);
  }, 60_000);
});
