import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../../../e2e/fixtures/busybox-image.ts';
import { DockerCli, type RunResult } from '../../../e2e/fixtures/docker-cli.ts';
import { DOCKER_CLI_CASES, FULL_SCALE } from '../../../e2e/fixtures/docker-cli-cases.ts';
import { startDockerd, type TestDockerd } from '../../../e2e/fixtures/dockerd.ts';
import { TestSource } from '../../../e2e/fixtures/test-source.ts';
import { silentLogger } from '../log/logger.ts';
import { DockerSocket } from './docker-socket.ts';

let home: string;
let dockerd: TestDockerd;
let socket: DockerSocket;
let docker: DockerCli;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'pier-socket-'));
  dockerd = await startDockerd({ tls: true });
  await importBusybox(dockerd.docker);
  const path = join(home, 'run', 'docker.sock');
  socket = new DockerSocket({ path, source: new TestSource(dockerd.tls), log: silentLogger });
  await socket.listen();
  docker = new DockerCli(path, join(home, 'client'));
});

afterAll(async () => {
  await socket?.close();
  await dockerd?.stop();
  rmSync(home, { recursive: true, force: true });
});

describe('the docker client through docker.sock', () => {
  for (const { name, run } of DOCKER_CLI_CASES) it(name, () => run(docker, FULL_SCALE), 600_000);

  it('shows exactly what the bare engine shows', async () => {
    await dockerd.docker.run([
      'create',
      '--name',
      'seen',
      '-p',
      '8080:80',
      '--label',
      'k=v',
      'busybox',
      'true',
    ]);
    const commands = [
      ['version'],
      // The whole of it has lists that the engine shuffles.
      ['info', '--format', '{{.ID}} {{.Name}} {{.Containers}} {{.Images}} {{.Driver}} {{.DockerRootDir}}'],
      ['ps', '-a', '--no-trunc'],
      ['images', '--digests', '--no-trunc'],
      ['inspect', 'seen', 'busybox'],
      ['history', '--no-trunc', 'busybox'],
      ['network', 'inspect', 'bridge'],
      ['system', 'df', '-v'],
      ['save', 'busybox'],
      ['export', 'seen'],
      ['logs', 'nosuch'],
    ];
    for (const command of commands) {
      const { bare, relayed } = await askBoth(command);
      expect([relayed.code, relayed.bytes.equals(bare.bytes), relayed.stderr], command.join(' ')).toEqual([
        bare.code,
        true,
        bare.stderr,
      ]);
    }
  });

  /** What the bare engine says before and after the relayed one: an age ("2 minutes ago") may change in between. */
  async function askBoth(command: string[]): Promise<{ bare: RunResult; relayed: RunResult }> {
    while (true) {
      const bare = await dockerd.docker.run(command, { allowFailure: true });
      const relayed = await docker.run(command, { allowFailure: true });
      const after = await dockerd.docker.run(command, { allowFailure: true });
      if (after.bytes.equals(bare.bytes)) return { bare, relayed };
    }
  }

  it('keeps no connection of a client that is gone', async () => {
    await expect.poll(() => socket.connections, { timeout: 30_000 }).toBe(0);
  });
});
