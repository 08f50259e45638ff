import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CheckOutcome } from '../../../../shared/contract/diagnostics.ts';
import type { MachineState } from '../../../../shared/contract/machine.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { CheckResult, GuestControl, MachineImage } from '../../../../vm/drivers/driver.ts';
import { pierFiles } from '../../../../vm/files.ts';
import { DockerCliSettings } from '../../docker-cli/docker-cli-settings.ts';
import { contextPath } from '../../docker-cli/docker-contexts.ts';
import { allChecks } from './all-checks.ts';
import { runCheck, runChecks } from './run-checks.ts';
import type { CheckContext, SelfCheck } from './self-check.ts';

let home: string;
let context: CheckContext;
let state: MachineState;
let hasMachine: boolean;
let guest: GuestControl | undefined;
let image: MachineImage | undefined;
let preflight: CheckResult[];
let repairs: string[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pier-checks-'));
  state = { kind: 'stopped', since: 0 };
  hasMachine = true;
  guest = undefined;
  image = undefined;
  preflight = [];
  repairs = [];
  const files = pierFiles(join(home, 'pier'));
  mkdirSync(files.run.dir, { recursive: true });
  context = {
    supervisor: {
      status: () => ({ state, info: { driver: 'qemu', hasMachine, canPause: true } }),
      get guest() {
        return guest;
      },
      get image() {
        return image;
      },
      pid: undefined,
      restart: async () => void repairs.push('restart'),
      start: async () => void repairs.push('start'),
    },
    source: { current: () => undefined },
    files,
    dataDisk: () => join(files.home, 'data.raw'),
    dockerSocket: {
      listen: async () => void repairs.push('listen'),
      close: async () => void repairs.push('close'),
    },
    env: { PATH: join(home, 'bin') },
    places: {
      defaultSocket: join(home, 'docker.sock'),
      dockerConfig: join(home, 'docker'),
      userBin: join(home, 'bin'),
      pierCommand: join(home, 'pier.mjs'),
    },
    preflight: async () => preflight,
  };
});
afterEach(() => rmSync(home, { recursive: true }));

const find = (id: string): SelfCheck => {
  const found = allChecks.find((each) => each.id === id);
  if (!found) throw new Error(id);
  return found;
};
const run = (id: string): Promise<CheckOutcome> => runCheck(find(id), context, new AbortController().signal);
const repair = (id: string) => find(id).repair?.run(context);
const ours = () => context.files.run.dockerSocket;

describe('runChecks', () => {
  const sleepy: SelfCheck = {
    id: 'sleepy',
    title: 'Sleeps',
    hint: 'h',
    fatal: false,
    limitMs: 50,
    check: () => new Promise(() => {}),
  };
  const quick: SelfCheck = {
    ...sleepy,
    id: 'quick',
    check: async () => ({ status: 'ok', detail: 'fine' }),
    repair: { title: 'Do it', run: async () => '' },
  };
  const broken: SelfCheck = {
    ...sleepy,
    id: 'broken',
    check: async () => {
      throw new TypeError('x is undefined');
    },
  };

  it('tells what it runs, then each as it ends; one that does not end is failed in its time', async () => {
    const items = [];
    for await (const item of runChecks([sleepy, quick, broken], context, new AbortController().signal)) {
      items.push(item);
    }
    expect(items[0]).toMatchObject({
      kind: 'started',
      checks: [{ id: 'sleepy' }, { id: 'quick', repair: 'Do it' }, { id: 'broken' }],
    });
    expect(items.slice(1).map((item) => item.kind === 'ended' && item.outcome.id)).toEqual([
      'quick',
      'broken',
      'sleepy',
    ]);
    expect(items[3]).toMatchObject({
      outcome: {
        status: 'failed',
        error: { code: 'check_failed', message: expect.stringContaining('0.05 s') },
      },
    });
    expect(items[2]).toMatchObject({ outcome: { error: { message: "Check 'Sleeps': x is undefined." } } });
  });

  it('has names of its own for all, and asks nothing of an engine that is not ours', async () => {
    expect(new Set(allChecks.map(({ id }) => id)).size).toBe(allChecks.length);
    hasMachine = false;
    for (const id of ['hypervisor', 'virtualisation', 'image-digest', 'clock', 'guest-dns']) {
      expect(await run(id)).toMatchObject({ status: 'skipped' });
    }
  });
});

describe('the machine', () => {
  it('tells what the driver found before a start', async () => {
    const error = { code: 'capability_missing', message: 'KVM is not used: x', hint: 'h' } as const;
    preflight = [
      { id: 'qemu', title: '', ok: true, fatal: true },
      { id: 'accelerator', title: '', ok: false, fatal: false, error },
    ];
    expect(await run('hypervisor')).toMatchObject({ status: 'ok' });
    expect(await run('virtualisation')).toMatchObject({ status: 'failed', error });
  });

  it('has an image that is whole, none yet, or one to be made again', async () => {
    let isThere = true;
    image = {
      check: async () => (isThere ? '5f5e' : undefined),
      discard: async () => {
        isThere = false;
      },
    };
    expect(await run('image-digest')).toMatchObject({ status: 'ok', detail: 'Version 5f5e' });
    await repair('image-digest');
    expect(await run('image-digest')).toMatchObject({ status: 'skipped' });
    image.check = async () => {
      throw new AppError('image_corrupt', 'm', 'h');
    };
    expect(await run('image-digest')).toMatchObject({ status: 'failed', error: { code: 'image_corrupt' } });
  });

  it('has a clock that is right, or is set', async () => {
    let off = 90_000;
    guest = {
      exec: async () => ({ exitCode: 0, stdout: '', stderr: '' }),
      time: async () => Date.now() + off,
      setTime: async () => {
        off = 0;
      },
    } as Partial<GuestControl> as GuestControl;
    expect(await run('clock')).toMatchObject({
      status: 'failed',
      detail: "It is 90.0 s ahead of this computer's.",
    });
    await repair('clock');
    expect(await run('clock')).toMatchObject({ status: 'ok' });
    guest = undefined;
    expect(await run('clock')).toMatchObject({ status: 'skipped' });
    await expect(repair('clock')).rejects.toMatchObject({ code: 'check_failed' });
  });

  it('knows names', async () => {
    const asked: string[][] = [];
    let exitCode = 0;
    guest = {
      exec: async (_path, args) => {
        asked.push(args);
        return { exitCode, stdout: '', stderr: '' };
      },
    } as Partial<GuestControl> as GuestControl;
    expect(await run('guest-dns')).toMatchObject({ status: 'ok' });
    exitCode = 1;
    expect(await run('guest-dns')).toMatchObject({ status: 'failed' });
    await repair('guest-dns');
    expect(asked.at(-1)).toEqual(['killall', 'dnsmasq']);
  });

  it('is failed as its state is, and restarted', async () => {
    expect(await run('engine')).toMatchObject({ status: 'skipped' });
    const error = { code: 'machine_crashed', message: 'm', hint: 'h' } as const;
    state = { kind: 'failed', since: 0, error };
    expect(await run('engine')).toMatchObject({ status: 'failed', error });
    await repair('engine');
    hasMachine = false;
    await repair('engine');
    expect(repairs).toEqual(['restart', 'start']);
  });

  it('leaves processes that are found and ended; others are left alone', async () => {
    expect(await run('leftover-processes')).toMatchObject({ status: 'ok' });
    const program = join(home, 'qemu-system-test');
    symlinkSync(process.execPath, program);
    const wait = ['-e', 'setTimeout(() => {}, 60000)', join(context.files.run.dir, 'machine.pid')];
    const leftover = spawn(program, wait, { stdio: 'ignore' });
    const foreign = spawn(program, ['-e', 'setTimeout(() => {}, 60000)', '/other/run/machine.pid'], {
      stdio: 'ignore',
    });
    try {
      await expect.poll(async () => (await run('leftover-processes')).detail).toContain(`(${leftover.pid})`);
      const asked = run('leftover-processes');
      state = { kind: 'starting', since: 0, step: { id: 'boot', title: 'Boot' } } as MachineState;
      expect(await asked).toMatchObject({ status: 'ok' });
      state = { kind: 'stopped', since: 0 };
      expect(await repair('leftover-processes')).toBe('Ended 1');
      expect(await run('leftover-processes')).toMatchObject({ status: 'ok' });
      expect(foreign.exitCode).toBeNull();
    } finally {
      leftover.kill('SIGKILL');
      foreign.kill('SIGKILL');
    }
  });
});

describe('the socket', () => {
  it('is missed, told from a file, and served again', async () => {
    expect(await run('socket')).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('not there'),
    });
    writeFileSync(ours(), '');
    expect(await run('socket')).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('not a socket'),
    });
    rmSync(ours());
    const server = createServer((client) => {
      client.once('data', () =>
        client.end('HTTP/1.1 503 x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'),
      );
    });
    await new Promise<void>((resolve) => server.listen(ours(), resolve));
    chmodSync(ours(), 0o600);
    expect(await run('socket')).toMatchObject({
      status: 'ok',
      detail: 'It is served; the engine is stopped',
    });
    state = { kind: 'running', since: 0 };
    expect(await run('socket')).toMatchObject({ status: 'failed', detail: expect.stringContaining('503') });
    server.close();
    await repair('socket');
    expect(repairs).toEqual(['close', 'listen']);
  });

  it('is linked to from where programs look, unless another engine is there', async () => {
    const place = context.places.defaultSocket;
    expect(await run('default-socket')).toMatchObject({ status: 'failed' });
    await repair('default-socket');
    expect(readlinkSync(place)).toBe(ours());
    expect(await run('default-socket')).toMatchObject({ status: 'ok' });
    rmSync(place);
    symlinkSync('/nowhere/docker.sock', place);
    expect(await run('default-socket')).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('nowhere'),
    });
    await repair('default-socket');
    expect(await run('default-socket')).toMatchObject({ status: 'ok' });
    rmSync(place);
    const running = createServer().listen(join(home, 'rancher.sock'));
    symlinkSync(join(home, 'rancher.sock'), place);
    expect(await run('default-socket')).toMatchObject({ detail: expect.stringContaining('another engine') });
    await expect(repair('default-socket')).rejects.toMatchObject({ code: 'check_failed' });
    running.close();
    rmSync(place);
    writeFileSync(place, 'theirs');
    expect(await run('default-socket')).toMatchObject({ detail: expect.stringContaining('another engine') });
    await expect(repair('default-socket')).rejects.toMatchObject({ code: 'check_failed' });
    expect([lstatSync(place).isFile(), readFileSync(place, 'utf8')]).toEqual([true, 'theirs']);
  });
});

describe('the docker command', () => {
  const config = () => join(context.places.dockerConfig, 'config.json');

  it('is told to use Pier, and keeps what else it was told', async () => {
    mkdirSync(context.places.dockerConfig);
    writeFileSync(config(), JSON.stringify({ auths: { x: {} }, currentContext: 'work' }));
    expect(await run('docker-context')).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining("context 'work'"),
    });
    await repair('docker-context');
    expect(await run('docker-context')).toMatchObject({ status: 'ok' });
    expect(JSON.parse(readFileSync(config(), 'utf8'))).toEqual({ auths: { x: {} }, currentContext: 'pier' });
    context.env.DOCKER_HOST = 'tcp://other:2375';
    expect(await run('docker-context')).toMatchObject({ detail: expect.stringContaining('DOCKER_HOST') });
    context.env.DOCKER_HOST = `unix://${ours()}`;
    expect(await run('docker-context')).toMatchObject({ status: 'ok' });
  });

  it('has contexts removed whose programs are gone, and uses Pier where it used one of them', async () => {
    const meta = (name: string, host: string) => {
      const path = contextPath(context.places.dockerConfig, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(
        path,
        JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker: { Host: host } } }),
      );
      return path;
    };
    const stopped = join(home, 'colima');
    mkdirSync(stopped);
    const kept = [
      meta('colima', `unix://${stopped}/docker.sock`),
      meta('podman', 'unix:///run/user/1/podman/podman.sock'),
      meta('far', 'ssh://host'),
    ];
    expect(await run('dead-contexts')).toMatchObject({ status: 'ok' });
    const dead = [
      meta('desktop-linux', `unix://${home}/.docker/desktop/docker.sock`),
      meta('old', 'unix:///nonexistent/gone/docker.sock'),
    ];
    writeFileSync(config(), '{"currentContext": "old"}');
    expect((await run('dead-contexts')).detail).toMatch(/gone: 'desktop-linux' .*, 'old'/);
    await repair('dead-contexts');
    expect(await run('dead-contexts')).toMatchObject({ status: 'ok' });
    expect(await run('docker-context')).toMatchObject({ status: 'ok' });
    expect([...kept, ...dead].map((path) => existsSync(path))).toEqual([true, true, true, false, false]);
    await new DockerCliSettings(context.files.dockerCli).putBack();
    expect(readFileSync(config(), 'utf8')).toBe('{"currentContext": "old"}');
    expect(dead.map((path) => existsSync(path))).toEqual([true, true]);
  });

  it('has its settings left alone where they cannot be understood', async () => {
    mkdirSync(context.places.dockerConfig);
    writeFileSync(config(), '{ not json');
    expect(await run('docker-context')).toMatchObject({ status: 'failed' });
    await expect(repair('docker-context')).rejects.toMatchObject({ code: 'docker_config_invalid' });
    expect(readFileSync(config(), 'utf8')).toBe('{ not json');
  });

  it('gets its logins from Pier where the program that kept them is gone, as Docker Desktop leaves it', async () => {
    mkdirSync(context.places.dockerConfig);
    const before =
      '{\n  "credsStore": "desktop",\n  "credHelpers": {"a.example": "gone", "b.example": "here"}\n}\n';
    writeFileSync(config(), before);
    mkdirSync(join(home, 'bin'));
    const helper = (folder: string, name: string) =>
      writeFileSync(join(folder, name), '#!/bin/sh\n', { mode: 0o755 });
    helper(join(home, 'bin'), 'docker-credential-here');
    helper(dirname(context.places.pierCommand ?? ''), 'docker-credential-pier.mjs');
    expect(await run('docker-logins')).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('docker-credential-desktop, docker-credential-gone'),
    });
    context.env.PATH = '/nonexistent';
    await expect(repair('docker-logins')).rejects.toMatchObject({ code: 'check_failed' });
    expect(readFileSync(config(), 'utf8')).toBe(before);
    context.env.PATH = join(home, 'bin');
    await repair('docker-logins');
    expect(await run('docker-logins')).toMatchObject({ status: 'ok' });
    expect(JSON.parse(readFileSync(config(), 'utf8'))).toEqual({
      credsStore: 'pier',
      credHelpers: { 'a.example': 'pier', 'b.example': 'here' },
    });
    await new DockerCliSettings(context.files.dockerCli).putBack();
    expect(JSON.parse(readFileSync(config(), 'utf8'))).toEqual(JSON.parse(before));
  });

  it('is looked for on the PATH, with pier, which is put there', async () => {
    mkdirSync(join(home, 'bin'));
    expect(await run('path')).toMatchObject({ detail: 'No folder of the PATH has docker and pier.' });
    for (const path of [join(home, 'bin', 'docker'), context.places.pierCommand ?? '']) {
      writeFileSync(path, '#!/bin/sh\n', { mode: 0o755 });
    }
    await repair('path');
    expect(await run('path')).toMatchObject({ status: 'ok' });
    context.env.PATH = '/nonexistent';
    await expect(repair('path')).rejects.toMatchObject({
      message: expect.stringContaining('not on the PATH'),
    });
  });

  it('takes no place of another program called pier that a desktop’s short PATH does not show', async () => {
    mkdirSync(join(home, 'bin'));
    const link = join(home, 'bin', 'pier');
    const others = join(home, 'another-program');
    writeFileSync(others, '#!/bin/sh\n', { mode: 0o755 });
    symlinkSync(others, link);
    context.env.PATH = '/nonexistent';
    await expect(repair('path')).rejects.toMatchObject({ message: expect.stringContaining('EEXIST') });
    expect(readlinkSync(link)).toBe(others);
    rmSync(others);
    await expect(repair('path')).rejects.toMatchObject({
      message: expect.stringContaining('not on the PATH'),
    });
    expect(readlinkSync(link)).toBe(context.places.pierCommand);
  });
});

it('has room on its disk, or removes what interrupted copies left', async () => {
  expect((await run('disk-space')).detail).toMatch(/free/);
  const half = join(context.files.home, 'data.raw.incoming.part');
  writeFileSync(half, 'x');
  expect(await repair('disk-space')).toBe('There was nothing to remove');
  utimesSync(half, 1, 1);
  expect(await repair('disk-space')).toBe('Removed 1 file');
  expect(existsSync(half)).toBe(false);
});
