import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PierFiles, pierFiles } from '../../files.ts';
import { type JsonServer, startJsonServer } from '../guest/test-json-server.ts';
import { readMachineRecord } from '../host/machine-record.ts';
import { QemuMachine } from './qemu-machine.ts';
import { QmpClient } from './qmp.ts';

const say = (socket: Socket, value: unknown) => socket.write(`${JSON.stringify(value)}\r\n`);

let dir: string;
let files: PierFiles;
let child: ChildProcess;
let server: JsonServer;
let status: string;
let control: Socket | undefined;
let machine: QemuMachine | undefined;
let asked: unknown[];
let givenUpWith: (string | undefined)[];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pier-machine-'));
  files = pierFiles(dir);
  mkdirSync(files.run.dir);
  mkdirSync(files.logs.dir);
  for (const path of [files.run.guestStatus, files.logs.console, files.logs.qemu]) writeFileSync(path, '');
  status = 'running';
  givenUpWith = [];
  asked = [];
  child = spawn('sh', ['-c', 'while :; do sleep 1; done', files.run.machinePid], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('spawn', resolve));
  server = await startJsonServer({
    onConnect: (socket) => {
      control = socket;
      say(socket, { QMP: {} });
    },
    onValue: ({ execute, id }, socket) => {
      asked.push(execute);
      if (execute === 'query-status') say(socket, { return: { status }, id });
      else if (execute === 'query-version')
        say(socket, { return: { qemu: { major: 7, minor: 2, micro: 22 } }, id });
      else say(socket, { return: {}, id });
    },
  });
});

afterEach(() => {
  machine?.release();
  child.kill('SIGKILL');
  server.close();
  rmSync(dir, { recursive: true, force: true });
});

/** A machine whose QEMU is a shell that does nothing. */
async function make(emulated: boolean): Promise<QemuMachine> {
  machine = new QemuMachine({
    pid: child.pid ?? 0,
    child,
    qmp: await QmpClient.open(server.path, 5000),
    port: 1,
    certificates: { ca: '', serverCert: '', serverKey: '', clientCert: '', clientKey: '' },
    record: {
      startedAt: 1,
      accelerator: 'KVM',
      imageVersion: 'abc',
      spec: { cpus: 1, memoryBytes: 2, diskLimitBytes: 3, swapBytes: 4, hostname: 'pier' },
    },
    emulated,
    files,
    log: { info() {}, warn() {} },
    onAcceleratorFailure: async (version) => {
      givenUpWith.push(version);
    },
  });
  return machine;
}

function standStill(): void {
  status = 'internal-error';
  if (control) say(control, { event: 'STOP', data: {} });
}

describe('QemuMachine', () => {
  it('writes down who paused it, for the backend that adopts it', async () => {
    const made = await make(false);
    const noted = async () => (await readMachineRecord(files.run.machineState))?.pausedBy;
    await made.pause('resource-saver');
    await made.pause('person');
    expect([made.pausedBy, await noted()]).toEqual(['person', 'person']);
    await made.resume();
    expect([made.pausedBy, await noted()]).toEqual([undefined, undefined]);
    expect(asked.slice(-3)).toEqual(['stop', 'stop', 'cont']);
  });

  it('is ended where its accelerator gives up, and says that the next one will do', async () => {
    const { exited } = await make(false);
    standStill();
    expect(await exited).toMatchObject({ requested: false, clean: false, remedied: true, signal: 'SIGKILL' });
    expect(givenUpWith).toEqual(['7.2.22']);
  });

  it('has no remedy where it is emulated already', async () => {
    const { exited } = await make(true);
    standStill();
    expect(await exited).toMatchObject({ remedied: false, signal: 'SIGKILL' });
    expect(givenUpWith).toEqual([]);
  });

  it.each([
    [true, 'guest-reset', { remedied: true, clean: false }],
    [false, 'guest-reset', { remedied: false, clean: false }],
    [true, 'guest-shutdown', { remedied: false, clean: true }],
  ])('emulated %s, ended by a %s: %j', async (emulated, reason, expected) => {
    const { exited } = await make(emulated);
    if (control) say(control, { event: 'SHUTDOWN', data: { guest: true, reason } });
    // The event is heard before the end of the process, as QEMU sends it.
    await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGKILL');
    expect(await exited).toMatchObject(expected);
  });

  it('is asked to shut down by its power button where the agent is busy', async () => {
    const made = await make(false);
    // An agent that takes its time.
    const busy = createServer(() => {}).listen(files.run.guestAgentSocket);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const trimmed = made.agent.trim().catch(() => {});
      const asking = made.shutdown();
      await vi.advanceTimersByTimeAsync(8000);
      await asking;
      expect(asked).toContain('system_powerdown');
      await vi.advanceTimersByTimeAsync(400_000);
      await trimmed;
    } finally {
      vi.useRealTimers();
      busy.close();
    }
  });

  it('has none where it dies of something else', async () => {
    const { exited } = await make(false);
    child.kill('SIGKILL');
    expect(await exited).toMatchObject({ remedied: false, requested: false });
  });
});
