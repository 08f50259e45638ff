import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '../../electron/backend/log/logger.ts';
import { DockerSocket } from '../../electron/backend/network/docker-socket.ts';
import { importBusybox } from '../fixtures/busybox-image.ts';
import { DockerCli } from '../fixtures/docker-cli.ts';
import { startDockerd } from '../fixtures/dockerd.ts';
import { Installation } from '../fixtures/installation.ts';
import { TestSource } from '../fixtures/test-source.ts';

/** An engine that programs are run against. */
export interface Side {
  socket: string;
  docker: DockerCli;
}

/** The same engine twice: as it is, and behind Pier's socket. Whoever runs against both must see no difference. */
export interface Sides {
  bare: Side;
  pier: Side;
  stop(): Promise<void>;
}

/**
 * Starts both, each with `busybox:latest`, and with an `ubuntu:latest` made of it: no image comes from a registry. Pier's
 * is in front of an engine with TLS, or with PIER_COMPAT_VM=1 a machine of the built product.
 */
export async function startSides(): Promise<Sides> {
  const [bare, pier] = await Promise.all([
    startDockerd(),
    process.env.PIER_COMPAT_VM ? startMachine() : startRelayed(),
  ]);
  try {
    for (const { docker } of [bare, pier.side]) {
      await importBusybox(docker);
      await makeUbuntu(docker);
    }
  } catch (error) {
    await Promise.all([bare.stop(), pier.stop()]);
    throw error;
  }
  const stop = async () => {
    await Promise.all([bare.stop(), pier.stop()]);
  };
  return { bare: { socket: bare.socket, docker: bare.docker }, pier: pier.side, stop };
}

interface StoppableSide {
  side: Side;
  stop(): Promise<void>;
}

async function startRelayed(): Promise<StoppableSide> {
  const dockerd = await startDockerd({ tls: true });
  const home = mkdtempSync(join(tmpdir(), 'pier-compat-'));
  const path = join(home, 'docker.sock');
  const socket = new DockerSocket({ path, source: new TestSource(dockerd.tls), log: silentLogger });
  await socket.listen();
  return {
    side: { socket: path, docker: new DockerCli(path, join(home, 'client')) },
    stop: async () => {
      await socket.close();
      await dockerd.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function startMachine(): Promise<StoppableSide> {
  const installation = new Installation();
  await installation.must('start');
  const { files, docker } = installation;
  return { side: { socket: files.run.dockerSocket, docker }, stop: () => installation.end() };
}

/** What suites take for granted of one: a bash, and a file that can be followed. */
async function makeUbuntu(docker: DockerCli): Promise<void> {
  const script =
    'printf \'#!/bin/sh\\nexec /bin/sh "$@"\\n\' >/bin/bash; chmod 755 /bin/bash; mkdir -p /var/log; echo x >/var/log/dmesg';
  await docker.run(['run', '--name', 'ubuntu', 'busybox', 'sh', '-c', script]);
  await docker.run(['commit', '--change', 'CMD ["/bin/bash"]', 'ubuntu', 'ubuntu:latest']);
  await docker.run(['rm', 'ubuntu']);
}
