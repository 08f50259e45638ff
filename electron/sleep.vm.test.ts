import { type ChildProcessWithoutNullStreams, execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../e2e/fixtures/busybox-image.ts';
import { DockerCli } from '../e2e/fixtures/docker-cli.ts';
import { startHttpProxy, type TestProxy } from '../e2e/fixtures/http-proxy.ts';
import { REGISTRY_USER, startRegistry, type TestRegistry } from '../e2e/fixtures/registry.ts';
import { runRequest } from '../shared/contract/containers.ts';
import { GuestAgent } from '../vm/drivers/guest/guest-agent.ts';
import { pierFiles } from '../vm/files.ts';
import { freePort } from './backend/network/ports/try-bind.ts';
import { connectBackend, withBackend } from './cli/connect.ts';

/**
 * What a machine takes over from this computer: proxies, and the time after a sleep. One machine, run by the product as
 * `pier start` does: each test goes on where the last ended. PIER_FREEZE_SECONDS freezes longer than the gate has time.
 */
const CLI = resolve(import.meta.dirname, '../dist/node/cli.js');
const FREEZE_MS = Number(process.env.PIER_FREEZE_SECONDS ?? 12) * 1000;
const MIB = 1024 ** 2;
const CREDENTIALS = 'user:let-me-in';

let home: string;
let docker: DockerCli;
let agent: GuestAgent;
let registry: TestRegistry;
/** With TLS, an authority of its own and a login. */
let secure: TestRegistry;
let proxy: TestProxy;
let web: Server;
const port = { echo: 0 };

const pier = (...args: string[]) =>
  promisify(execFile)(process.execPath, [CLI, ...args], { env: { PATH: process.env.PATH, PIER_HOME: home } });
const guest = async (command: string) =>
  (await agent.exec('/bin/sh', ['-c', `export PATH=/usr/sbin:/usr/bin; ${command}`])).stdout.trim();
const startedAt = async () => (await docker.run(['inspect', '-f', '{{.State.StartedAt}}', 'keeper'])).stdout;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'pier-vm-'));
  const files = pierFiles(home);
  registry = await startRegistry();
  secure = await startRegistry({ login: true, tls: true });
  writeFileSync(join(home, 'ca.crt'), secure.ca);
  web = createServer((_request, answer) => answer.end('from the web'));
  await new Promise<void>((done) => web.listen(0, '127.0.0.1', done));
  proxy = await startHttpProxy({
    credentials: CREDENTIALS,
    places: {
      'registry.test:5000': registry.host,
      'registry.test:5443': secure.host,
      'web.test:80': `127.0.0.1:${(web.address() as AddressInfo).port}`,
    },
  });
  const address = `http://${CREDENTIALS}@127.0.0.1:${proxy.port}`;
  const settings = {
    ...{ swapBytes: 256 * MIB, proxyMode: 'manual', httpProxy: address, httpsProxy: address },
    insecureRegistries: ['registry.test:5000'],
    registryCertificates: { 'registry.test:5443': secure.ca },
  };
  writeFileSync(files.settings, JSON.stringify(settings));
  await mkdir(join(home, 'client'));
  docker = new DockerCli(files.run.dockerSocket, join(home, 'client'));
  agent = new GuestAgent(files.run.guestAgentSocket);
  port.echo = await freePort('tcp');
  await pier('start');
  await importBusybox(docker);
  const serve = 'echo hello >/tmp/index.html; (while :; do date +%s; sleep 1; done) & httpd -f -p 80 -h /tmp';
  await docker.run(['run', '-d', '--name', 'keeper', '-p', `${port.echo}:80`, 'busybox', 'sh', '-c', serve]);
});

afterAll(async () => {
  await pier('stop', '--force').catch(() => {});
  proxy?.close();
  web?.close();
  await registry?.stop();
  await secure?.stop();
  await rm(home, { recursive: true, force: true });
});

describe('what is set of registries', () => {
  it('holds from the boot on: an authority of its own, and a login', async () => {
    const { username, password } = REGISTRY_USER;
    const login = ['login', '-u', username, '--password-stdin', 'registry.test:5443'];
    await docker.run(login, { input: password });
    await comeAndGo('registry.test:5443/private:1');
  });

  it('reaches the engine that runs: a mirror is asked first, and who is trusted no more is refused', async () => {
    await docker.run(['tag', 'busybox', 'registry.test:5000/library/mirrored:1']);
    await docker.run(['push', '-q', 'registry.test:5000/library/mirrored:1']);
    expect((await pier('config', 'set', 'registry-mirrors', 'http://registry.test:5000')).stdout).toBe(
      'registry-mirrors is http://registry.test:5000/.\n',
    );
    await docker.run(['pull', '-q', 'mirrored:1']);
    await pier('config', 'set', 'registry-certificates', '');
    const refused = await docker.run(['pull', '-q', 'registry.test:5443/private:1'], { allowFailure: true });
    expect(refused.stderr).toContain('certificate');
    await pier('config', 'set', 'registry-certificates', `registry.test:5443=${join(home, 'ca.crt')}`);
    // Builds ask by themselves.
    const build = ['build', '-q', '--pull', '-'];
    await docker.run(build, { input: 'FROM registry.test:5443/private:1\n', env: { DOCKER_BUILDKIT: '1' } });
  });
});

describe('a proxy on this computer', () => {
  it('is reached by the engine, with its password: images come and go through it', async () => {
    // A registry without TLS has to be named: here by a setting that the machine was started with.
    await comeAndGo('registry.test:5000/mine:1');
    expect(proxy.asked).toContain('CONNECT registry.test:5000');
    expect(proxy.asked.filter((line) => line.startsWith('GET http://registry.test:5000/v2/'))).not.toEqual(
      [],
    );
  });

  it('is given to containers that Pier makes', async () => {
    const connection = await connectBackend(pierFiles(home).run.pierSocket);
    if (!connection) throw new Error('No backend runs.');
    const command = ['wget', '-q', '-O-', 'http://web.test/'];
    const request = runRequest.parse({ image: 'busybox', name: 'asks', command });
    await withBackend(connection, async ({ client }) => {
      for await (const _ of client.containers.run(request));
    });
    await docker.run(['wait', 'asks']);
    expect((await docker.run(['logs', 'asks'])).stdout).toBe('from the web');
    expect(proxy.asked).toContain('GET http://web.test/');
  });

  it('is gone with an engine that restarts without it, whose containers go on', async () => {
    const before = await startedAt();
    const { stdout } = await pier('config', 'set', 'proxy', 'none');
    expect(stdout).toBe('proxy is none after a restart of the engine: pier restart --engine\n');
    await pier('restart', '--engine');
    expect((await pier('config', 'set', 'proxy', 'none')).stdout).toBe('proxy is none.\n');
    expect(await startedAt()).toBe(before);
    expect(await guest('tr "\\0" "\\n" </proc/$(cat /run/docker.pid)/environ')).not.toMatch(/_PROXY=/);
    expect(await guest('cat /etc/docker/daemon.json')).toContain('registry.test');
    await expect.poll(() => fetchHello(), { timeout: 30_000 }).toBe('hello\n');
  });

  it('leaves its password in no log', () => {
    const { logs } = pierFiles(home);
    for (const path of [logs.backend, logs.console, logs.qemu, logs.shares]) {
      expect([path, readFileSync(path, 'utf8').includes('let-me-in')]).toEqual([path, false]);
    }
  });
});

it('has the swap that was set', async () => {
  await expect
    .poll(() => guest('cat /proc/swaps'), { timeout: 60_000, interval: 1000 })
    .toMatch(/swap +file\s+262140/);
});

it('goes on after a sleep: within 5 s its clock is right, and socket, ports and streams are well', async () => {
  const { backend } = JSON.parse((await pier('status', '--json')).stdout) as { backend: { pid: number } };
  const machine = Number(readFileSync(pierFiles(home).run.machinePid, 'utf8'));
  const log = follow(docker.spawn(['logs', '-f', '--tail', '0', 'keeper']));
  const events = follow(docker.spawn(['events', '--format', '{{.Action}} {{.Actor.ID}}']));
  await expect.poll(() => log.text().length, { timeout: 30_000 }).toBeGreaterThan(0);
  try {
    process.kill(backend.pid, 'SIGSTOP');
    // A clock that stood still is what a real sleep leaves; that of a process that was stopped went on.
    await guest(`date -s @$(($(date +%s) - ${FREEZE_MS / 1000}))`);
    process.kill(machine, 'SIGSTOP');
    await sleep(FREEZE_MS);
  } finally {
    process.kill(machine, 'SIGCONT');
    process.kill(backend.pid, 'SIGCONT');
  }
  const wokeAt = Date.now();
  const lines = log.text().length;
  const within = { timeout: 5000, interval: 100 };
  const times: Record<string, number> = {};
  const well = async (what: string, check: () => Promise<void>) => {
    await check();
    times[what] = Date.now() - wokeAt;
  };
  await Promise.all([
    well('clock', () => expect.poll(() => clockOffset(), within).toBeLessThan(1000)),
    well('socket', async () => void (await docker.run(['volume', 'create', 'woken'], { timeoutMs: 5000 }))),
    well('port', () => expect.poll(() => fetchHello(), within).toBe('hello\n')),
    well('log', () => expect.poll(() => log.text().length, within).toBeGreaterThan(lines)),
    well('events', () => expect.poll(() => events.text(), within).toContain('create woken')),
  ]);
  process.stderr.write(`well after ${JSON.stringify(times)} ms\n`);
  log.child.kill();
  events.child.kill();
  expect(Math.max(...Object.values(times))).toBeLessThan(5000);
  expect(readFileSync(pierFiles(home).logs.backend, 'utf8')).toContain('This computer was asleep');
});

/** Pushes an image, and pulls it again. */
async function comeAndGo(image: string): Promise<void> {
  await docker.run(['tag', 'busybox', image]);
  await docker.run(['push', '-q', image]);
  await docker.run(['rmi', image]);
  await docker.run(['pull', '-q', image]);
}

/** In milliseconds, as its agent tells it. */
async function clockOffset(): Promise<number> {
  const before = Date.now();
  const time = await agent.time();
  return Math.abs(time - (before + Date.now()) / 2);
}

async function fetchHello(): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port.echo}/`, { signal: AbortSignal.timeout(4000) });
  return answer.text();
}

function follow(child: ChildProcessWithoutNullStreams): { child: typeof child; text(): string } {
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return { child, text: () => text };
}
