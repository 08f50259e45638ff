import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DockerCli } from '../../e2e/fixtures/docker-cli.ts';
import { startDockerd, type TestDockerd } from '../../e2e/fixtures/dockerd.ts';
import { externalEngine, fakeMachine, startHost } from '../../e2e/fixtures/headless-host.ts';
import { pierFiles } from '../../vm/files.ts';
import { acquireHomeLock } from '../backend/lock/home-lock.ts';
import { readHeadlessRecord } from '../headless/headless-record.ts';
import { connectBackend } from './connect.ts';
import type { StatusReport } from './status.ts';

const PIER = resolve(import.meta.dirname, '../launch/pier.mjs');

let home: string;
let machine: Record<string, string>;

interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

async function pier(...args: string[]): Promise<Run> {
  const child = spawn(process.execPath, [PIER, ...args], {
    env: { ...process.env, PIER_HOME: home, ...machine },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

async function status(): Promise<StatusReport> {
  const { code, stdout } = await pier('status', '--json');
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pier-cli-'));
  machine = fakeMachine({
    bootSteps: [{ id: 'dockerd', title: 'Starting dockerd', ms: 100 }],
    consoleLines: ['one'],
  });
});

afterEach(async () => {
  const connection = await connectBackend(join(home, 'run/pier.sock'));
  if (connection) {
    const { pid } = await connection.client.app.info({});
    process.kill(pid, 'SIGTERM');
    await connection.closed;
  }
  // The record goes last.
  await expect
    .poll(() => readHeadlessRecord(pierFiles(home).run.headless), { timeout: 30_000 })
    .toBeUndefined();
  rmSync(home, { recursive: true });
});

describe('pier', () => {
  it('goes from nothing to a Docker that answers, and back', async () => {
    expect(await status()).toMatchObject({ state: 'stopped', driver: 'fake', backend: null, home });

    const started = await pier('start');
    expect(started).toMatchObject({ code: 0, stderr: '' });
    expect(started.stdout).toMatch(/Starting dockerd … \d+\.\d s\n/);
    expect(started.stdout).toMatch(/Docker answers after \d+\.\d s\.\n/);
    expect(started.stdout).toMatch(/The dashboard is at http:\/\/127\.0\.0\.1:\d+\/\?token=/);

    const running = await status();
    expect(running).toMatchObject({
      state: 'running',
      driver: 'fake',
      engineVersion: expect.any(String),
      dockerSocket: join(home, 'run/docker.sock'),
      backend: { host: 'headless' },
      error: null,
    });
    expect(new Date(running.since ?? '').toISOString()).toBe(running.since);

    const again = await pier('start');
    expect(again.code).toBe(0);
    expect((await status()).backend?.pid).toBe(running.backend?.pid);
    expect((await pier('status')).stdout).toContain('running');

    expect(await pier('stop')).toMatchObject({ code: 0, stderr: '' });
    expect(() => process.kill(running.backend?.pid ?? 0, 0)).toThrow('ESRCH');
    const stopped = await status();
    expect(stopped).toMatchObject({ state: 'stopped', backend: null });
    expect(stopped.since).not.toBeNull();
    expect(readdirSync(join(home, 'run'))).toEqual(['backend.lock']);
    expect(await pier('stop')).toMatchObject({ code: 0, stdout: 'Pier does not run.\n' });
  });

  it('starts one backend, however many ask', async () => {
    const runs = await Promise.all(Array.from({ length: 4 }, () => pier('start')));
    expect(runs.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      Array(4).fill({ code: 0, stderr: '' }),
    );
    expect((await status()).state).toBe('running');
  });

  it('waits for a backend that was faster and does not answer yet, and starts one where that gives up', async () => {
    const { lock, dir } = pierFiles(home).run;
    mkdirSync(dir, { mode: 0o700 });
    const rival = acquireHomeLock(lock, 'headless');
    const started = pier('start');
    const first = await Promise.race([started, sleep(3000).then(() => 'waiting')]);
    expect(first).toBe('waiting');
    rival.release();
    expect(await started).toMatchObject({ code: 0, stderr: '' });
  });

  it('restarts the engine and keeps the backend', async () => {
    await pier('start');
    const before = await status();
    const { code, stdout } = await pier('restart');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Stopping … [\s\S]*Docker answers after \d+\.\d s\.\n$/);
    const after = await status();
    expect(after.backend).toEqual(before.backend);
    expect(Date.parse(after.since ?? '')).toBeGreaterThan(Date.parse(before.since ?? ''));
  });

  it('says why a start failed and what to do, and what the state is after it', async () => {
    const error = { code: 'qemu_missing', message: "Cannot find 'qemu'.", hint: 'Install it.' } as const;
    machine = fakeMachine({ checkFails: error });
    const { code, stderr } = await pier('start');
    expect({ code, stderr }).toEqual({ code: 1, stderr: "Cannot find 'qemu'.\nInstall it.\n" });
    expect(await status()).toMatchObject({ state: 'failed', error });
  });

  it('says what the host said where that cannot start', async () => {
    machine = { PIER_DRIVER: 'floppy' };
    const { code, stdout, stderr } = await pier('start');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain("'floppy'");
    expect(stderr).toContain('Set PIER_DRIVER');
  });

  it('says so where the port of the dashboard is taken, and leaves nothing behind', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    machine = { ...machine, PIER_PORT: String(port) };
    const { code, stdout, stderr } = await pier('start');
    taken.close();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^Cannot serve the dashboard on port ${port}: it is taken\\.\nChoose`));
    expect((await status()).backend).toBeNull();
  });

  it('stops only the engine of a host that a person started', async () => {
    const host = await startHost({ home, env: machine });
    try {
      expect((await pier('start')).code).toBe(0);
      expect((await pier('stop')).code).toBe(0);
      expect(await status()).toMatchObject({ state: 'stopped', backend: { host: 'headless' } });
      expect((await pier('start')).code).toBe(0);
      expect((await status()).state).toBe('running');
    } finally {
      await host.end();
    }
  });

  it('goes on after its backend was killed', async () => {
    await pier('start');
    const before = await status();
    process.kill(before.backend?.pid ?? 0, 'SIGKILL');
    await expect.poll(async () => (await status()).backend, { timeout: 30_000 }).toBeNull();
    expect((await pier('start')).code).toBe(0);
    const after = await status();
    expect(after.state).toBe('running');
    expect(after.backend?.pid).not.toBe(before.backend?.pid);
  });

  it('prints logs, with a backend and without', async () => {
    await pier('start');
    expect((await pier('logs', '--console', '-n', '1')).stdout.trim().split('\n')).toHaveLength(1);
    const lines = (await pier('logs', '-n', '2')).stdout.trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('The engine answers.');
    await pier('stop');
    expect((await pier('logs')).stdout).toContain('The engine answers.');
    expect((await pier('logs', '--console')).stdout).toContain('one');
  });

  it('follows a log until it is interrupted', async () => {
    await pier('start');
    const child = spawn(process.execPath, [PIER, 'logs', '-f', '-n', '1'], {
      env: { ...process.env, PIER_HOME: home },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    await expect.poll(() => text, { timeout: 30_000 }).not.toBe('');
    text = '';
    await pier('restart');
    await expect.poll(() => text, { timeout: 30_000 }).toContain('The engine answers.');
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([0, null]);
  });

  it('pauses the engine and lets it go on, changes what can be changed, and asks for memory', async () => {
    expect(await pier('pause')).toMatchObject({ code: 1, stderr: expect.stringContaining('pier start') });
    machine = fakeMachine({
      live: { cpus: { min: 1, max: 1024 }, memoryBytes: { min: 1024 ** 3, max: 1024 ** 4 } },
    });
    await pier('start');
    expect((await pier('pause')).stdout).toContain('pier resume');
    expect(await status()).toMatchObject({ state: 'paused', pausedBy: 'person' });
    expect((await pier('status')).stdout).toMatch(/Engine +paused \(it goes on with: pier resume\)/);
    const docker = await new DockerCli(join(home, 'run/docker.sock'), home).run(['version'], {
      allowFailure: true,
    });
    expect(docker.stderr).toContain('The engine is paused. Resume it with: pier resume');
    expect((await pier('reclaim')).stderr).toContain('Start or resume the engine first');
    expect((await pier('resume')).stdout).toBe('The engine is running.\n');
    expect(await status()).toMatchObject({ state: 'running', pausedBy: null });
    expect((await pier('config', 'set', 'memory', '1280MiB')).stdout).toBe('memory is 1.25 GiB.\n');
    expect((await pier('config', 'set', 'resource-saver', 'perhaps')).stderr).toContain("'on' or 'off'");
    expect((await pier('config', 'set', 'resource-saver', 'off')).stdout).toBe('resource-saver is off.\n');
    await pier('pause');
    expect((await pier('stop')).code).toBe(0);
  });

  it('prints one JSON value for programs, of what it did and of what went wrong', async () => {
    const json = async (...args: string[]) => JSON.parse((await pier(...args, '--json')).stdout);
    expect(await json('start')).toMatchObject({ state: 'running', backend: { host: 'headless' } });
    expect(await json('pause')).toMatchObject({ state: 'paused', pausedBy: 'person' });
    const refused = await pier('reclaim', '--json');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(JSON.parse(refused.stderr)).toMatchObject({ error: { code: 'machine_not_running' } });
    expect(await json('config', 'set', 'memory', '1280MiB')).toEqual({
      name: 'memory',
      value: 1280 * 1024 ** 2,
      holds: 'vm-restart',
    });
    expect(await json('update')).toMatchObject({ update: { kind: 'unavailable', reason: 'headless' } });
    const [line] = (await pier('logs', '-n', '1', '--json')).stdout.split('\n');
    expect(JSON.parse(line ?? '')).toEqual({ line: expect.any(String) });
    expect(await json('stop')).toMatchObject({ state: 'stopped', backend: null });
  });

  it('completes what is typed in a real shell', async () => {
    const bin = join(home, 'bin');
    mkdirSync(bin);
    symlinkSync(PIER, join(bin, 'pier'));
    const env = { ...process.env, PIER_HOME: home, PATH: `${bin}:${process.env.PATH}` };
    const ask = (...words: string[]) => {
      const typed = words.map((word) => `'${word}'`).join(' ');
      const script = `source <(pier completion bash); COMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}; _pier; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return execFileSync('bash', ['-c', script], { env, encoding: 'utf8' }).split('\n').filter(Boolean);
    };
    expect(ask('pier', 'sta')).toEqual(['start', 'status']);
    expect(ask('pier', 'config', 'get', 'resource-saver-')).toEqual(['resource-saver-minutes']);
    const scriptOf = async (shell: string) => {
      const path = join(home, `completion.${shell}`);
      writeFileSync(path, (await pier('completion', shell)).stdout);
      return path;
    };
    if (existsSync('/usr/bin/zsh')) execFileSync('zsh', ['-n', await scriptOf('zsh')]);
    if (existsSync('/usr/bin/fish')) {
      const script = `source ${await scriptOf('fish')}; complete -C 'pier sta'`;
      const lines = execFileSync('fish', ['-c', script], { env, encoding: 'utf8' }).split('\n');
      expect(lines.map((line) => line.split('\t')[0]).filter(Boolean)).toEqual(['start', 'status']);
    }
  });

  it('ends well where nobody reads to the end', () => {
    const script = `${process.execPath} ${PIER} --help | true; echo "\${PIPESTATUS[0]}"`;
    const done = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect([done.stdout, done.stderr]).toEqual(['0\n', '']);
  });

  it('tells versions', async () => {
    const { pier: version, ...rest } = JSON.parse((await pier('version', '--json')).stdout);
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
    expect(rest).toEqual({ backend: null, engine: null, image: null });
    expect((await pier('--version')).stdout.trim()).toBe(version);
  });

  it.each([
    [['floppy']],
    [[]],
    [['start', 'now']],
    [['status', '--yaml']],
    [['logs', '-n', 'many']],
    [['logs', '-n', '-1']],
    [['logs', '-n']],
  ])('answers the wrong usage %j with 2', async (args) => {
    const { code, stdout, stderr } = await pier(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toBe('');
  });

  it.each([[['--help']], [['help', 'logs']], [['logs', '--help']]])('explains itself: %j', async (args) => {
    const { code, stdout } = await pier(...args);
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: pier');
  });
});

describe('pier with an engine that somebody else runs', () => {
  let dockerd: TestDockerd;

  beforeAll(async () => {
    dockerd = await startDockerd();
  });

  afterAll(() => dockerd.stop());

  beforeEach(() => {
    machine = externalEngine(dockerd.socket);
  });

  it('serves it at its own socket, and leaves it running', async () => {
    expect((await pier('start')).code).toBe(0);
    const { state, engineVersion, dockerSocket } = await status();
    const docker = new DockerCli(dockerSocket, home);
    const direct = await dockerd.docker.run(['version', '--format', '{{.Server.Version}}']);
    expect((await docker.run(['version', '--format', '{{.Server.Version}}'])).stdout).toBe(direct.stdout);
    expect([state, engineVersion]).toEqual(['running', direct.stdout.trim()]);
    expect(await pier('stop')).toMatchObject({ code: 0, stderr: '' });
    expect((await status()).backend).toBeNull();
    expect((await dockerd.docker.run(['info', '--format', '{{.ID}}'])).code).toBe(0);
  });

  it('cannot start or stop it for a host that a person started', async () => {
    const host = await startHost({ home, env: machine });
    try {
      expect((await pier('start')).code).toBe(0);
      const { code, stderr } = await pier('stop');
      expect(code).toBe(1);
      expect(stderr).toContain('run by somebody else');
      expect((await status()).state).toBe('running');
    } finally {
      await host.end();
    }
  });
});

describe('pier config', () => {
  it('reads and writes settings where nothing runs, and names what it does not know', async () => {
    expect(await pier('config', 'set', 'memory', '1.5GiB')).toMatchObject({
      code: 0,
      stdout: 'memory is 1.5 GiB from the next start on.\n',
    });
    expect((await pier('config', 'get', 'memory')).stdout).toBe('1.5 GiB\n');
    const all = JSON.parse((await pier('config', 'get', '--json')).stdout);
    expect(all).toMatchObject({ memoryBytes: 1.5 * 1024 ** 3, portBindAddress: '127.0.0.1' });
    expect((await pier('config', 'set', 'memory', 'default')).code).toBe(0);
    for (const args of [
      ['get', 'colour'],
      ['set', 'cpus', 'many'],
      ['set', 'cpus', '999999'],
      ['set', 'memory', '1x'],
      ['set', 'port-bind-address', '10.0.0.1'],
      ['set', 'proxy', 'maybe'],
      ['set', 'http-proxy', 'ftp://u:geheim@proxy'],
      ['set', 'swap', '1000TiB'],
      ['set', 'shared-folders', '/etc'],
    ]) {
      const { code, stdout, stderr } = await pier('config', ...args);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/: .*\n.+/);
      expect(stderr).not.toContain('geheim');
    }
    expect((await pier('config', 'set', 'cpus')).code).toBe(2);
    expect((await pier('config', 'set', 'swap', '0')).code).toBe(0);
    expect((await pier('config', 'get', 'swap')).stdout).toBe('0 MiB\n');
    expect((await pier('config', 'set', 'shared-folders', '/opt:/opt/')).stdout).toBe(
      'shared-folders is /opt from the next start on.\n',
    );
    expect((await pier('config', 'get', 'shared-folders')).stdout).toBe('/opt\n');
    const secret = 'http://u:geheim@127.0.0.1:3128';
    expect((await pier('config', 'set', 'http-proxy', secret)).stdout).toBe(
      'http-proxy is http://***@127.0.0.1:3128 from the next start on.\n',
    );
    expect((await pier('config', 'get')).stdout).not.toContain('geheim');
    expect((await pier('config', 'get', 'http-proxy')).stdout).toBe(`${secret}\n`);
  });

  it('changes a Pier that runs, and says what waits for a restart', async () => {
    expect((await pier('start')).code).toBe(0);
    expect((await pier('config', 'set', 'port-bind-address', '0.0.0.0')).stdout).toBe(
      'port-bind-address is 0.0.0.0.\n',
    );
    expect((await pier('config', 'set', 'memory', '1280MiB')).stdout).toMatch(
      /^memory is 1.25 GiB after a restart of the machine: pier restart\n$/,
    );
    expect((await pier('restart')).code).toBe(0);
    expect((await pier('config', 'set', 'memory', '1280MiB')).stdout).toBe('memory is 1.25 GiB.\n');
  });
});

describe('pier docker', () => {
  it('makes a context at the start, has the docker command use it, forwards docker pier, and leaves nothing', async () => {
    const own = join(home, '.pier');
    machine = { ...machine, HOME: home, PIER_HOME: own, DOCKER_CONFIG: '', DOCKER_HOST: '' };
    const config = join(home, '.docker/config.json');
    const docker = async (...args: string[]) => {
      const { DOCKER_HOST: _, ...env } = new DockerCli(join(own, 'run/docker.sock'), join(home, '.docker'))
        .env;
      return execFileSync('/usr/bin/docker', args, { env: { ...env, PIER_HOME: own }, encoding: 'utf8' });
    };
    mkdirSync(join(home, '.docker'));
    writeFileSync(config, '{"credsStore": "", "currentContext": "default"}');
    expect((await pier('start')).code).toBe(0);
    try {
      expect(await docker('context', 'ls')).toMatch(/pier +Pier Desktop +unix:\S+\/docker\.sock/);
      const used = JSON.parse((await pier('docker', 'use', '--json')).stdout);
      expect(used).toMatchObject({ use: { isPier: true, reason: 'context' }, offer: false, canUndo: true });
      expect(await docker('version', '--format', '{{.Server.Version}}')).toBe('0.0.0-fake\n');
      expect((await pier('docker', 'unuse')).stdout).toContain('(default)');
      expect(readFileSync(config, 'utf8')).toBe('{"credsStore": "", "currentContext": "default"}');
      expect((await pier('docker', 'plugin', 'add')).stdout).toMatch(/plugin +docker pier/);
      expect(JSON.parse(await docker('--context', 'pier', 'pier', 'status', '--json'))).toMatchObject({
        state: 'running',
      });
      await pier('docker', 'use');
      expect((await pier('reset', 'factory', '--yes')).code).toBe(0);
      expect(readFileSync(config, 'utf8')).toBe('{"credsStore": "", "currentContext": "default"}');
      expect(
        readdirSync(join(home, '.docker'), { recursive: true }).filter((name) => /pier|meta/.test(`${name}`)),
      ).toEqual(['contexts/meta']);
    } finally {
      await pier('stop');
    }
  });
});

describe('pier in trouble', () => {
  it('checks itself, keeps and brings back all data, and says what it needs before they are lost', async () => {
    machine = { ...machine, DOCKER_CONFIG: join(home, 'docker') };
    const disk = join(home, 'vm', 'data.raw');
    mkdirSync(join(home, 'vm'));
    writeFileSync(disk, Buffer.alloc(1024 ** 2, 'first'));
    expect((await pier('start')).code).toBe(0);

    const bundle = join(home, 'diagnostics.tar.gz');
    const repaired = await pier('diagnose', '--repair', 'docker-context', '--bundle', bundle);
    expect(repaired.stdout).toMatch(/uses the context 'pier' now[\s\S]*ok {5}The docker command uses Pier/);
    expect(gunzipSync(readFileSync(bundle)).toString()).toContain('logs/backend.log');

    expect((await pier('snapshot', 'create', 'before')).stdout).toMatch(/(Copied|Cloned) in/);
    expect((await pier('snapshot', 'list')).stdout).toMatch(/1 MiB {2}before\n$/);
    writeFileSync(disk, Buffer.alloc(1024 ** 2, 'second'));
    const unasked = await pier('snapshot', 'restore', 'before');
    expect(unasked).toMatchObject({ code: 1, stderr: expect.stringContaining('--yes') });
    expect((await pier('snapshot', 'restore', 'before', '--yes')).code).toBe(0);
    expect(readFileSync(disk).subarray(0, 5).toString()).toBe('first');

    const all = join(home, 'all.tar.gz');
    expect((await pier('data', 'export', all)).stdout).toContain(`Written to ${all}`);
    // Without a backend one is started for it, and gone afterwards.
    expect((await pier('stop')).code).toBe(0);
    expect(await pier('reset', 'data', '--yes')).toMatchObject({ code: 0 });
    expect([existsSync(disk), (await status()).backend]).toEqual([false, null]);
    expect((await pier('data', 'import', all, '--yes')).code).toBe(0);
    expect(readFileSync(disk).subarray(0, 5).toString()).toBe('first');
    expect(await pier('snapshot', 'delete', 'none')).toMatchObject({ code: 1 });
    expect((await pier('snapshot', 'delete', 'before', '--yes')).code).toBe(0);
  });
});
