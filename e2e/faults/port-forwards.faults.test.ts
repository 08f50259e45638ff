import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../electron/backend/engine/engine.ts';
import { PortForwarder } from '../../electron/backend/network/ports/port-forwarder.ts';
import { PublishedPorts } from '../../electron/backend/network/ports/published-ports.ts';
import { freePort } from '../../electron/backend/network/ports/try-bind.ts';
import {
  type Backend,
  makeBackend,
  makeHome,
  removeHome,
  testLog,
} from '../../electron/backend/vm/test-vm-home.ts';
import { importBusybox } from '../fixtures/busybox-image.ts';
import { startDockerd, type TestDockerd } from '../fixtures/dockerd.ts';
import { TestSource } from '../fixtures/test-source.ts';

const CYCLES = Number(process.env.PIER_FAULTS_CYCLES ?? 1000);
const WARM_UP = 10;
const TELL_EVERY = 100;
const MIB = 1024 ** 2;

/**
 * The part of a machine's ports that is on this computer, at the speed of this computer: the containers are those of a
 * dockerd here, the forwards those of a real machine. An emulated one would take hours over as many containers of its own
 * (see port-cycles).
 */
describe('the ports of a machine open and close with containers', () => {
  const files = makeHome();
  let dockerd: TestDockerd;
  let backend: Backend;
  let engine: Engine;
  let published: PublishedPorts;
  let forwarder: PortForwarder;
  let port: number;

  beforeAll(async () => {
    dockerd = await startDockerd();
    await importBusybox(dockerd.docker);
    backend = makeBackend(files);
    await backend.supervisor.init();
    await backend.supervisor.start();
    port = await freePort('tcp');
    const source = new TestSource(dockerd.endpoint);
    engine = new Engine({ source, log: testLog });
    published = new PublishedPorts({ source, client: () => engine.client, log: testLog });
    forwarder = new PortForwarder({
      published: 'forwarded',
      machine: () => backend.supervisor.ports,
      containers: () => {
        const now = published.current();
        // The dockerd of this computer has the port that it publishes.
        return now && { ...now, ports: now.ports.map((each) => ({ ...each, hostPort: port })) };
      },
      bindAddress: () => '127.0.0.1',
      log: testLog,
    });
    published.onChange(() => forwarder.update());
    published.follow();
  });

  afterAll(async () => {
    published?.dispose();
    await forwarder?.dispose();
    engine?.dispose();
    await backend?.supervisor.stop({ force: true });
    await backend?.supervisor.dispose({ stopMachine: true });
    removeHome(files);
    await dockerd?.stop();
  });

  it(`${CYCLES} times: no listener, descriptor or megabyte is left`, async () => {
    const { docker } = dockerd;
    await docker.run([
      'create',
      '--name',
      'cycled',
      '-p',
      `${await freePort('tcp')}:80`,
      'busybox',
      'sleep',
      '1000',
    ]);
    const cycle = async () => {
      await docker.run(['start', 'cycled']);
      await expect.poll(() => isOpen(port), { timeout: 20_000, interval: 10 }).toBe(true);
      await docker.run(['kill', 'cycled']);
      await docker.run(['wait', 'cycled']);
      await expect.poll(() => isOpen(port), { timeout: 20_000, interval: 10 }).toBe(false);
    };
    const machine = backend.vm().pid ?? 0;
    const left = async () => {
      globalThis.gc?.();
      return {
        forwards: (await backend.supervisor.ports?.list())?.length,
        machineDescriptors: descriptorsOf(machine),
        ownDescriptors: descriptorsOf(process.pid),
        ownHeap: process.memoryUsage().heapUsed,
      };
    };
    for (let n = 0; n < WARM_UP; n += 1) await cycle();
    const before = await left();
    for (let n = 1; n <= CYCLES; n += 1) {
      await cycle();
      if (n % TELL_EVERY === 0) process.stderr.write(`after ${n}: ${JSON.stringify(await left())}\n`);
    }
    const after = await left();
    process.stderr.write(`before ${JSON.stringify(before)}\nafter  ${JSON.stringify(after)}\n`);
    expect(after.forwards).toBe(before.forwards);
    // A poll, a connection that is being closed.
    expect(after.machineDescriptors).toBeLessThanOrEqual(before.machineDescriptors + 4);
    expect(after.ownDescriptors).toBeLessThanOrEqual(before.ownDescriptors + 4);
    expect(after.ownHeap).toBeLessThanOrEqual(before.ownHeap + 32 * MIB);
  });
});

function descriptorsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
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
