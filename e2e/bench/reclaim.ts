import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { type BackendConnection, connectBackend } from '../../electron/cli/connect.ts';
import { processUsage } from '../../vm/drivers/host/host-process.ts';
import { type PierFiles, pierFiles } from '../../vm/files.ts';
import { importBusybox } from '../fixtures/busybox-image.ts';
import { DockerCli } from '../fixtures/docker-cli.ts';
import { startHost } from '../fixtures/headless-host.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
/** How long this computer may wait for what was used. */
const RETURN_SECONDS = 60;
/** Near to everything: the rest of the time would change nothing. */
const ENOUGH = 0.98;
const IDLE_SECONDS = 60;
const WAKES = 3;
const IMAGE = 'bench-big:1';

interface World {
  files: PierFiles;
  docker: DockerCli;
  client: BackendConnection['client'];
  /** Of QEMU and of the backend. */
  pids: { machine: number; backend: number };
  say(text: string): void;
}

/**
 * What comes back of memory and disk within a minute, how long a machine that sleeps takes to answer, and what all of it
 * takes while nothing happens: the built product, as `npm start` runs it. Its floors are a person's, not a peer's.
 */
export async function bench({ json }: { json: boolean }): Promise<Record<string, unknown>> {
  const say = (text: string) => void (json ? process.stderr : process.stdout).write(`${text}\n`);
  const home = await mkdtemp(join(tmpdir(), 'pier-bench-'));
  const settings = { cpus: 2, memoryBytes: 2 * GIB, resourceSaver: false, resourceSaverMinutes: 1 };
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'settings.json'), JSON.stringify(settings));
  const host = await startHost({ home, env: { PIER_DRIVER: 'qemu' } });
  const files = pierFiles(home);
  let connection: BackendConnection | undefined;
  try {
    connection = await connectBackend(files.run.pierSocket);
    if (!connection) throw new Error('The backend cannot be reached.');
    const { client } = connection;
    await client.machine.start({});
    const pids = {
      machine: Number(await readFile(files.run.machinePid, 'utf8')),
      backend: (await client.app.info({})).pid,
    };
    const docker = new DockerCli(files.run.dockerSocket, join(home, 'client'));
    const world: World = { files, docker, client, pids, say };
    await importBusybox(docker);
    // The first container brings in what all of them need.
    await docker.run(['run', '--rm', 'busybox', 'true']);
    const memory = await returnedMemory(world);
    const disk = await returnedDisk(world);
    const idle = await idleCpu(world);
    const wake = await wakes(world);
    const backendRss = (await processUsage(pids.backend)).memoryBytes;
    say(`backend: ${Math.round(backendRss / MIB)} MiB`);
    return {
      bench: 'reclaim',
      memory_returned_ratio: round(memory),
      disk_returned_ratio: round(disk),
      wake_ms: wake.ms,
      idle_cpu_percent: round(idle),
      backend_rss_mb: Math.round(backendRss / 1e6),
      asleep_rss_mb: wake.asleepMb,
    };
  } finally {
    connection?.close();
    await host.stop();
    await rm(home, { recursive: true, force: true });
  }
}

/** Of what a container that filled 1 GiB made the machine take, the part that came back after its end. */
async function returnedMemory({ docker, pids, say }: World): Promise<number> {
  const read = async () => (await processUsage(pids.machine)).memoryBytes;
  const before = await read();
  const script = 'dd if=/dev/zero of=/dev/shm/full bs=1M count=1024 2>/dev/null; sleep 2';
  const container = docker.run(['run', '--rm', '--shm-size', '1100m', 'busybox', 'sh', '-c', script]);
  let peak = 0;
  let isOver = false;
  const over = container.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    peak = Math.max(peak, await read());
    await sleep(200);
  }
  await over;
  const ratio = await bestRatio(async () => (peak - (await read())) / (peak - before));
  say(`memory: ${mib(before)}, with 1 GiB filled ${mib(peak)}, ${percent(ratio)} of it back (at least 90 %)`);
  return ratio;
}

/** Of what an image of 1 GiB made the disk's file take, the part that came back after its removal. */
async function returnedDisk({ docker, files, say }: World): Promise<number> {
  const read = async () => (await stat(files.vm.dataDisk)).blocks * 512;
  const settle = async () => {
    await docker.run(['run', '--rm', 'busybox', 'sync']);
    await sleep(6000);
    return read();
  };
  const before = await settle();
  say('importing an image of 1 GiB (under emulation this takes minutes) …');
  await importBigImage(files.run.dockerSocket);
  const withImage = await settle();
  await docker.run(['rmi', IMAGE]);
  const ratio = await bestRatio(async () => (withImage - (await read())) / (withImage - before));
  say(`disk: ${mib(before)}, with the image ${mib(withImage)}, ${percent(ratio)} of it back (at least 90 %)`);
  return ratio;
}

/** Zeros take as much of a disk as anything else, and nothing on their way there. */
async function importBigImage(socket: string): Promise<void> {
  const tar = pack();
  const entry = tar.entry({ name: 'big', size: GIB }, () => tar.finalize());
  const child = spawn('docker', ['-H', `unix://${socket}`, 'import', '-', IMAGE], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await Promise.all([pipeline(zeros(GIB), entry), pipeline(tar, createGzip({ level: 1 }), child.stdin)]);
  if ((await ended) !== 0) throw new Error('The image could not be imported.');
}

function* zeros(bytes: number): Generator<Buffer> {
  const block = Buffer.alloc(MIB);
  for (let sent = 0; sent < bytes; sent += MIB) yield block;
}

/** Of one processor, in percent: backend and machine together while nothing runs and nobody asks. */
async function idleCpu({ pids, say }: World): Promise<number> {
  await sleep(10_000);
  const read = () => Promise.all([processUsage(pids.machine), processUsage(pids.backend)]);
  const [machine, backend] = await read();
  await sleep(IDLE_SECONDS * 1000);
  const [machineAfter, backendAfter] = await read();
  const share = (before: number, after: number) => ((after - before) / IDLE_SECONDS) * 100;
  const ofMachine = share(machine.cpuSeconds, machineAfter.cpuSeconds);
  const ofBackend = share(backend.cpuSeconds, backendAfter.cpuSeconds);
  say(`idle: machine ${ofMachine.toFixed(2)} %, backend ${ofBackend.toFixed(2)} % of one processor`);
  return ofMachine + ofBackend;
}

/** From a request to the answer of a machine that the resource saver has paused, in milliseconds: the median. */
async function wakes({ client, files, pids, say }: World): Promise<{ ms: number; asleepMb: number }> {
  await client.settings.set({ resourceSaver: true });
  const times: number[] = [];
  let asleepMb = 0;
  for (let i = 0; i < WAKES; i++) {
    const deadline = Date.now() + 180_000;
    while ((await client.machine.status({})).state.kind !== 'paused') {
      if (Date.now() > deadline) throw new Error('The resource saver does not pause the machine.');
      await sleep(500);
    }
    asleepMb = Math.round((await processUsage(pids.machine)).memoryBytes / 1e6);
    await sleep(1000);
    const started = performance.now();
    await ping(files.run.dockerSocket);
    times.push(performance.now() - started);
  }
  const ms = Math.round(times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN);
  say(
    `asleep it takes ${asleepMb} MB; it answers after ${times.map(Math.round).join(', ')} ms (at most 300)`,
  );
  return { ms, asleepMb };
}

function ping(socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, path: '/_ping', agent: false }, (response) => {
      response.resume();
      response.once('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`/_ping: ${response.statusCode}`)),
      );
    });
    sent.once('error', reject);
    sent.end();
  });
}

/** The best within the time there is; near to everything is enough. */
async function bestRatio(read: () => Promise<number>): Promise<number> {
  const deadline = Date.now() + RETURN_SECONDS * 1000;
  let best = 0;
  while (Date.now() < deadline && best < ENOUGH) {
    best = Math.max(best, await read());
    await sleep(1000);
  }
  return Math.min(1, best);
}

const round = (value: number): number => Number(value.toFixed(3));
const mib = (bytes: number) => `${Math.round(bytes / MIB)} MiB`;
const percent = (ratio: number) => `${Math.round(ratio * 100)} %`;
