import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  fakeMachine,
  type HeadlessHost,
  type HostOptions,
  startHost,
} from '../e2e/fixtures/headless-host.ts';
import type { PierClient, PierContract } from '../shared/contract/index.ts';
import { STREAMS } from '../shared/contract/streams.ts';
import { createClient } from '../shared/rpc/client.ts';
import { openWebSocket } from '../shared/rpc/web-socket-transport.ts';
import { type BackendConnection, connectBackend } from './cli/connect.ts';

const HOST = resolve(import.meta.dirname, '../dist/node/headless.js');

let home: string;
const hosts: HeadlessHost[] = [];
const connections: { close(): void }[] = [];

async function host(options: Partial<HostOptions> = {}): Promise<HeadlessHost> {
  const started = await startHost({ home, env: fakeMachine({}), ...options });
  hosts.push(started);
  return started;
}

/** A host that is expected to end by itself, or that a test signals. */
async function run(
  env: Record<string, string>,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawnHost(env);
  const text = collect(child);
  const [code] = await once(child, 'close');
  return { code, ...text };
}

function spawnHost(env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [HOST], {
    env: { ...process.env, PIER_HOME: home, ...fakeMachine({}), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function collect(child: ChildProcess): { stdout: string; stderr: string } {
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (part: string) => {
      text[name] += part;
    });
  }
  return text;
}

async function cliClient(): Promise<BackendConnection> {
  const connection = await connectBackend(join(home, 'run/pier.sock'));
  if (!connection) throw new Error('No backend answers.');
  connections.push(connection);
  return connection;
}

/** As a browser does: the token for a cookie, the cookie for a WebSocket. */
async function browserClient(url: string): Promise<PierClient> {
  const answer = await fetch(url, { redirect: 'manual' });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const { origin, host: address } = new URL(url);
  const transport = await openWebSocket(
    new WebSocket(`ws://${address}/rpc`, { headers: { cookie, origin } }),
  );
  connections.push(transport);
  return createClient<PierContract>(STREAMS, transport);
}

async function settled(client: PierClient): Promise<string> {
  for await (const { state } of client.machine.watch({})) {
    if (state.kind === 'running' || state.kind === 'failed') return state.kind;
  }
  return 'ended';
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pier-host-'));
});

afterEach(async () => {
  for (const connection of connections.splice(0)) connection.close();
  for (const started of hosts.splice(0)) await started.stop();
  rmSync(home, { recursive: true, force: true });
});

describe('the headless host', () => {
  it('carries one backend to browsers and to the CLI, each in its role', async () => {
    const { url } = await host();
    const web = await browserClient(url);
    const { client } = await cliClient();
    const info = await web.app.info({});
    expect(info).toMatchObject({ host: 'headless', home, notices: [] });
    expect(await client.app.info({})).toEqual(info);
    expect(await settled(web)).toBe('running');
    expect(await client.machine.status({})).toMatchObject({
      state: { kind: 'running' },
      dockerSocket: join(home, 'run/docker.sock'),
    });
    await expect(web.app.quit({})).rejects.toMatchObject({ code: 'forbidden' });
    const modes = [
      '',
      'run',
      'run/docker.sock',
      'run/pier.sock',
      'run/headless.json',
      'logs/backend.log',
    ].map((path) => (statSync(join(home, path)).mode & 0o777).toString(8));
    expect(modes).toEqual(['700', '700', '600', '600', '600', '600']);
  });

  it('does not start the engine where it is asked not to', async () => {
    await host({ env: { ...fakeMachine({}), PIER_NO_AUTOSTART: '1' } });
    const { client } = await cliClient();
    expect((await client.machine.status({})).state.kind).toBe('stopped');
  });

  it('refuses a home that another one has, by its name, and leaves that one alone', async () => {
    await host();
    const { client } = await cliClient();
    const { pid } = await client.app.info({});
    const second = await run({});
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`the headless host with pid ${pid}`);
    expect(second.stderr.trim().split('\n')).toHaveLength(2);
    expect((await client.app.info({})).pid).toBe(pid);
    expect((await (await cliClient()).client.app.info({})).pid).toBe(pid);
  });

  it('lets one of many have the home', async () => {
    const children = Array.from({ length: 4 }, () => spawnHost({}));
    const texts = children.map(collect);
    const codes = children.map((child) => once(child, 'close').then(([code]) => code as number));
    try {
      await expect
        .poll(() => children.filter(({ exitCode }) => exitCode === 1).length, { timeout: 60_000 })
        .toBe(3);
      await expect
        .poll(() => texts.filter(({ stdout }) => stdout.includes('Pier is at')).length, { timeout: 60_000 })
        .toBe(1);
      for (const { stderr } of texts) if (stderr) expect(stderr).toMatch(/runs on it already/);
      const { pid } = await (await cliClient()).client.app.info({});
      expect(children.map((child) => child.pid)).toContain(pid);
    } finally {
      for (const child of children) child.kill('SIGTERM');
    }
    expect((await Promise.all(codes)).sort()).toEqual([0, 1, 1, 1]);
  });

  it('takes over from one that was killed, with its sockets', async () => {
    const first = await host();
    const { closed } = await cliClient();
    await first.end('SIGKILL');
    await closed;
    expect(readdirSync(join(home, 'run'))).toContain('docker.sock');
    const { url } = await host();
    expect(await settled(await browserClient(url))).toBe('running');
    expect(await settled((await cliClient()).client)).toBe('running');
  });

  it('stops the machine in order on SIGTERM, and leaves no socket and no address', async () => {
    const child = spawnHost(fakeMachine({ shutdownMs: 200 }));
    const text = collect(child);
    await expect.poll(() => text.stdout, { timeout: 30_000 }).toContain('Docker answers');
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(text.stdout).toMatch(/Stopping … \d+\.\d s\nStopped after/);
    expect(text.stderr).toBe('');
    expect(readdirSync(join(home, 'run'))).toEqual(['backend.lock']);
  });

  it('ends a machine that does not stop by force on the second signal', async () => {
    const child = spawnHost(fakeMachine({ ignoresShutdown: true, shutdownLimitMs: 600_000 }));
    const text = collect(child);
    await expect.poll(() => text.stdout, { timeout: 30_000 }).toContain('Docker answers');
    child.kill('SIGTERM');
    await expect.poll(() => text.stdout, { timeout: 30_000 }).toContain('Stopping …');
    // Sooner it would count as the same wish.
    await sleep(1200);
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(text.stdout).toContain('Stopping by force …');
  });

  it('lets the dashboard see the machine stop', async () => {
    const { url, end } = await host({ env: fakeMachine({ shutdownMs: 300 }) });
    const client = await browserClient(url);
    expect(await settled(client)).toBe('running');
    const seen: string[] = [];
    const watching = (async () => {
      for await (const { state } of client.machine.watch({})) seen.push(state.kind);
    })().catch((error: { code: string }) => error.code);
    const ended = end('SIGTERM');
    expect(await watching).toBe('connection_lost');
    await ended;
    expect(seen).toContain('stopping');
    expect(seen.at(-1)).toBe('stopped');
  });

  it('keeps a settings file aside that is not JSON, and tells', async () => {
    writeFileSync(join(home, 'settings.json'), '{"cpus": ');
    const { url } = await host();
    const { notices } = await (await browserClient(url)).app.info({});
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({ code: 'settings_invalid' });
    const aside = readdirSync(home).find((name) => name.startsWith('settings.json.broken-')) ?? '';
    expect(readFileSync(join(home, aside), 'utf8')).toBe('{"cpus": ');
    expect(notices[0]?.hint).toContain(aside);
  });

  it.each([
    ['an unknown driver', { PIER_DRIVER: 'floppy' }, "'floppy'"],
    ['a port that is none', { PIER_PORT: '99999' }, "'99999'"],
    ['a home with too long a path', { PIER_HOME: `/tmp/${'x'.repeat(100)}` }, 'bytes'],
    ['a home that is a file', { PIER_HOME: HOST }, HOST],
    ['a home that cannot be made', { PIER_HOME: '/proc/pier' }, '/proc/pier'],
  ])('says what is wrong with %s, and what to do', async (_what, env, operand) => {
    const { code, stdout, stderr } = await run(env);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    const [message, hint, ...more] = stderr.trim().split('\n');
    expect(message).toContain(operand);
    expect(hint).toBeTruthy();
    expect(hint).not.toContain('bug');
    expect(more).toEqual([]);
  });

  it('says that the disk is full, and goes on when it is not any more', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=700', 'pier-test', home]);
    try {
      writeFileSync(join(home, 'ballast'), 'x'.repeat(30_000));
      try {
        for (;;) writeFileSync(join(home, 'ballast'), 'x'.repeat(4096), { flag: 'a' });
      } catch (error) {
        expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
      }
      const { code, stderr } = await run({});
      expect(code).toBe(1);
      expect(stderr).toContain('the disk is full');
      rmSync(join(home, 'ballast'));
      const { end } = await startHost({ home, env: fakeMachine({}) });
      await end();
    } finally {
      execFileSync('umount', [home]);
    }
  });
});
