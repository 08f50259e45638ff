import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Engine } from '../../electron/backend/engine/engine.ts';
import { EngineClient } from '../../electron/backend/engine/engine-client.ts';
import { silentLogger as log } from '../../electron/backend/log/logger.ts';
import { DockerSocket } from '../../electron/backend/network/docker-socket.ts';
import { forwardPublishedPorts } from '../../electron/backend/network/ports/forward-published-ports.ts';
import { PortForwarder } from '../../electron/backend/network/ports/port-forwarder.ts';
import type { PublishedPort } from '../../electron/backend/network/ports/published-port.ts';
import { freePort } from '../../electron/backend/network/ports/try-bind.ts';
import { settingsSchema } from '../../electron/backend/settings/settings.ts';
import { SettingsBook } from '../../electron/backend/settings/settings-book.ts';
import { Supervisor } from '../../electron/backend/vm/supervisor.ts';
import type { GuestPorts, VmSpec } from '../../vm/drivers/driver.ts';
import { QemuDriver } from '../../vm/drivers/qemu/qemu-driver.ts';
import { type PierFiles, pierCache, pierFiles } from '../../vm/files.ts';
import { ensureImage } from '../../vm/image/ensure-image.ts';
import { DockerCli } from '../fixtures/docker-cli.ts';
import { importNetServer, NET_SERVER_IMAGE } from '../fixtures/net-server-image.ts';
import { connectionRate, exchange, isListening, throughput } from '../fixtures/port-rates.ts';
import { quantile } from '../fixtures/quantile.ts';

const GIB = 1024 ** 3;
const SPEC: VmSpec = {
  cpus: 2,
  memoryBytes: GIB,
  diskLimitBytes: 64 * GIB,
  swapBytes: GIB,
  hostname: 'pier',
};
const PAIRS = 3;
/** As a browser opens them for one page. */
const AT_ONCE = 8;
const BURST = 100;
const STARTS = 12;
const MANY = 500;

interface Rates {
  bytesPerSecond: number;
  /** Connections a second, one after the other. */
  single: number;
  /** And with AT_ONCE under way. */
  parallel: number;
  /** Of BURST that came at once: how many were answered, and when the last of them was. */
  answered: number;
  lastMs: number;
}

/**
 * Published ports against a plain `hostfwd` of the same image's machine under an unchanged QEMU, in turns, the best of
 * each. And how long after its container's start a port is open, and how long 500 take.
 */
export async function bench({ json }: { json: boolean }): Promise<Record<string, unknown>> {
  const say = (text: string) => void (json ? process.stderr : process.stdout).write(`${text}\n`);
  const home = await mkdtemp(join(tmpdir(), 'pier-bench-'));
  const ports = { echo: await freePort('tcp'), source: await freePort('tcp') };
  try {
    const [ours, plain]: [Rates[], Rates[]] = [[], []];
    let appear: number[] = [];
    let many = { openMs: 0, closeMs: 0 };
    for (let pair = 1; pair <= PAIRS; pair++) {
      await withMachine(pierFiles(home), { isPlain: false }, async (machine) => {
        if (pair === 1) await runServer(machine.docker, ports);
        ours.push(await measure(ports));
        tell(say, `ours, ${machine.accelerator}`, ours);
        if (pair > 1) return;
        appear = await measureAppearance(machine);
        many = await measureMany(machine.ports);
      });
      await withMachine(pierFiles(home), { isPlain: true }, async (machine) => {
        for (const port of Object.values(ports)) {
          const guest = { guestIp: machine.ports.guestAddress, guestPort: port };
          await machine.ports.add({ protocol: 'tcp', hostIp: '127.0.0.1', hostPort: port, ...guest });
        }
        plain.push(await measure(ports));
        tell(say, 'plain hostfwd', plain);
      });
    }
    const [best, peer] = [bestOf(ours), bestOf(plain)];
    const result = {
      bench: 'ports',
      throughput_ratio: round(best.bytesPerSecond / peer.bytesPerSecond),
      connections_ratio: round(best.parallel / peer.parallel),
      appear_ms_p95: Math.round(quantile(appear, 0.95)),
      single_connections_ratio: round(best.single / peer.single),
      burst_answered: best.answered,
      plain_burst_answered: peer.answered,
      ours_mb_s: round(best.bytesPerSecond / 1e6),
      plain_mb_s: round(peer.bytesPerSecond / 1e6),
      ours_connections_s: round(best.parallel),
      plain_connections_s: round(peer.parallel),
      open_500_ms: many.openMs,
      close_500_ms: many.closeMs,
    };
    say(
      `throughput ratio ${result.throughput_ratio}, connections ratio ${result.connections_ratio} with ${AT_ONCE} at once`,
    );
    say(`of ${BURST} at once: ours answers ${best.answered}, plain ${peer.answered}`);
    say(`a port is open ${result.appear_ms_p95} ms after its container's start at p95 (at most 200)`);
    say(`${MANY} ports: open after ${many.openMs} ms, closed after ${many.closeMs} ms`);
    return result;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

interface Machine {
  docker: DockerCli;
  client: EngineClient;
  ports: GuestPorts;
  accelerator: string | undefined;
}

/** Boots the machine of this home, with published ports forwarded or with none, for as long as `work` takes. */
async function withMachine(
  files: PierFiles,
  { isPlain }: { isPlain: boolean },
  work: (machine: Machine) => Promise<void>,
): Promise<void> {
  const driver = new QemuDriver({
    files,
    env: process.env,
    log,
    ensureImage: (options) => ensureImage({ ...options, cacheDir: pierCache() }),
    smallBacklog: isPlain,
  });
  const supervisor = new Supervisor({ driver, spec: () => SPEC, log });
  const source = supervisor.engine;
  const engine = new Engine({ source, log });
  const settings = new SettingsBook({
    path: files.settings,
    settings: settingsSchema.parse({}),
    dataDisk: files.vm.dataDisk,
  });
  const forwarding = isPlain
    ? undefined
    : forwardPublishedPorts({ supervisor, source, engine, settings, log });
  const socket = new DockerSocket({ path: files.run.dockerSocket, source, log });
  try {
    await supervisor.init();
    await supervisor.start();
    await socket.listen();
    const endpoint = source.current();
    const { ports } = supervisor;
    if (!endpoint || !ports) throw new Error('The machine has no engine, or no ports.');
    const docker = new DockerCli(files.run.dockerSocket, join(files.home, 'client'));
    const client = new EngineClient(endpoint);
    const { accelerator } = supervisor.status().info;
    await work({ docker, client, ports, accelerator });
    client.dispose();
  } finally {
    await socket.close();
    await forwarding?.dispose();
    engine.dispose();
    await supervisor.dispose({ stopMachine: true });
  }
}

async function runServer(docker: DockerCli, ports: { echo: number; source: number }): Promise<void> {
  await importNetServer(docker);
  const publish = Object.values(ports).flatMap((port) => ['-p', `${port}:${port}`]);
  const servers = [`tcp:${ports.echo}`, `source:${ports.source}`];
  await docker.run(['run', '-d', '--restart', 'always', ...publish, NET_SERVER_IMAGE, ...servers]);
}

async function measure(ports: { echo: number; source: number }): Promise<Rates> {
  // It starts with the engine, at its own time.
  while (!(await exchange(ports.echo))) await sleep(200);
  const bytesPerSecond = await throughput(ports.source);
  const single = await connectionRate(ports.echo, 1);
  const parallel = await connectionRate(ports.echo, AT_ONCE);
  const started = performance.now();
  let lastMs = 0;
  const answers = await Promise.all(
    Array.from({ length: BURST }, async () => {
      const isAnswered = await exchange(ports.echo);
      if (isAnswered) lastMs = Math.round(performance.now() - started);
      return isAnswered;
    }),
  );
  return { bytesPerSecond, single, parallel, answered: answers.filter(Boolean).length, lastMs };
}

/** Milliseconds from the engine's word that a container runs to a port that takes connections; 0 where it was earlier. */
async function measureAppearance({ docker, client }: Machine): Promise<number[]> {
  const port = await freePort('tcp');
  const create = ['create', '-p', `${port}:7`, NET_SERVER_IMAGE, 'tcp:7'];
  const id = (await docker.run(create)).stdout.trim();
  const times: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    let openAt: number | undefined;
    const isOpen = untilConnected(port).then((at) => {
      openAt = at;
    });
    await client.json({ method: 'POST', path: `/containers/${id}/start` });
    const startedAt = performance.now();
    await isOpen;
    times.push(Math.max(0, (openAt ?? startedAt) - startedAt));
    await client.json({ method: 'POST', path: `/containers/${id}/stop`, query: { t: 0 } });
    while (await isListening(port)) await sleep(5);
  }
  await docker.run(['rm', '-f', id]);
  return times;
}

async function untilConnected(port: number): Promise<number> {
  while (!(await isListening(port))) await sleep(2);
  return performance.now();
}

/** Of a forwarder by itself: what dockerd does for each port is not ours. */
async function measureMany(machine: GuestPorts): Promise<{ openMs: number; closeMs: number }> {
  const own = {
    containerId: 'many',
    containerName: 'many',
    protocol: 'tcp' as const,
    containerIp: undefined,
  };
  const all = Array.from(
    { length: MANY },
    (_, i): PublishedPort => ({ ...own, containerPort: 80, hostIp: '127.9.8.7', hostPort: 20_000 + i }),
  );
  // What the other forwarder has made is not this one's to remove.
  const others = new Set((await machine.list()).map(({ hostPort }) => hostPort));
  const mine: GuestPorts = {
    guestAddress: machine.guestAddress,
    list: async () => (await machine.list()).filter(({ hostPort }) => !others.has(hostPort)),
    add: (forward) => machine.add(forward),
    remove: (forward) => machine.remove(forward),
    listeners: () => machine.listeners(),
  };
  let ports: PublishedPort[] = all;
  const forwarder = new PortForwarder({
    published: 'forwarded',
    machine: () => mine,
    containers: () => ({ ports, hosts: [] }),
    bindAddress: () => '127.0.0.1',
    log,
  });
  const untilCount = async (count: number) => {
    const started = performance.now();
    forwarder.update();
    while (forwarder.current().forwards.length !== count) await sleep(5);
    return Math.round(performance.now() - started);
  };
  const openMs = await untilCount(MANY);
  ports = [];
  const closeMs = await untilCount(0);
  await forwarder.dispose();
  return { openMs, closeMs };
}

function bestOf(all: Rates[]): Rates {
  const best = (pick: (rates: Rates) => number) => Math.max(...all.map(pick));
  return {
    bytesPerSecond: best((rates) => rates.bytesPerSecond),
    single: best((rates) => rates.single),
    parallel: best((rates) => rates.parallel),
    answered: best((rates) => rates.answered),
    lastMs: Math.min(...all.map((rates) => rates.lastMs)),
  };
}

function tell(say: (text: string) => void, who: string, all: Rates[]): void {
  const last = all.at(-1);
  if (!last) return;
  const connections = `${last.single.toFixed(0)} connections/s, ${last.parallel.toFixed(0)} with ${AT_ONCE} at once`;
  const burst = `${last.answered} of ${BURST} at once answered, the last after ${last.lastMs} ms`;
  say(`${who}: ${(last.bytesPerSecond / 1e6).toFixed(1)} MB/s, ${connections}; ${burst}`);
}

const round = (value: number): number => Number(value.toFixed(3));
