import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { GuestAgent } from '../../vm/drivers/guest/guest-agent.ts';
import { importBusybox } from '../fixtures/busybox-image.ts';
import { Installation } from '../fixtures/installation.ts';

const CYCLES = Number(process.env.PIER_FAULTS_CYCLES ?? 1000);
/** What caches and pools take, once, is no leak. */
const WARM_UP = 10;
const TELL_EVERY = 50;
const MIB = 1024 ** 2;
const PORT = 18481;

describe('a container with a port is started and stopped', () => {
  const installation = new Installation();
  const { docker } = installation;
  const agent = new GuestAgent(installation.files.run.guestAgentSocket);
  afterAll(() => installation.end());

  it(`${CYCLES} times: no listener, process, descriptor or megabyte is left`, async () => {
    await installation.must('start');
    await importBusybox(docker);
    await docker.run(['create', '--name', 'cycled', '-p', `${PORT}:80`, 'busybox', 'sleep', '1000']);
    const cycle = async () => {
      await docker.run(['start', 'cycled']);
      await docker.run(['kill', 'cycled']);
      await docker.run(['wait', 'cycled']);
    };
    const left = async () => {
      const guest = await agent.exec('/bin/sh', [
        '-c',
        'ls /proc | grep -c "^[0-9]"; ls /proc/$(pidof dockerd)/fd | wc -l; ip -o link | grep -c veth',
      ]);
      const [guestProcesses, dockerdDescriptors, veths] = guest.stdout.trim().split('\n').map(Number);
      const backend = await installation.backendPid();
      return {
        processes: installation.processes().length,
        backendDescriptors: descriptorsOf(backend),
        machineDescriptors: descriptorsOf(installation.machinePid()),
        backendMemory: memoryOf(backend),
        guestProcesses,
        dockerdDescriptors,
        veths,
      };
    };
    for (let n = 0; n < WARM_UP; n += 1) await cycle();
    const before = await left();
    for (let n = 1; n <= CYCLES; n += 1) {
      await cycle();
      // It takes hours where the processor is emulated: what grows is seen long before the end.
      if (n % TELL_EVERY === 0) process.stderr.write(`after ${n}: ${JSON.stringify(await left())}\n`);
    }
    await expect.poll(() => isOpen(PORT), { timeout: 10_000 }).toBe(false);
    await expect
      .poll(async () => grown(before, await left()), { timeout: 60_000, interval: 2000 })
      .toEqual([]);
    process.stderr.write(`before ${JSON.stringify(before)}\nafter  ${JSON.stringify(await left())}\n`);
  });
});

type Left = Record<string, number | undefined>;

/** What is more than before, beyond what a moment may have open: a poll, a connection that is being closed. */
function grown(before: Left, after: Left): string[] {
  return Object.keys(before).filter((name) => {
    const room = name === 'backendMemory' ? 32 * MIB : name === 'processes' || name === 'veths' ? 0 : 4;
    return (after[name] ?? 0) > (before[name] ?? 0) + room;
  });
}

function descriptorsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** Resident, in bytes. */
function memoryOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
