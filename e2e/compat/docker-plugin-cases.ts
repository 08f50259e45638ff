import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { captureProgram } from '../../electron/backend/programs/run-program.ts';
import { ensureDockerPlugins } from '../fixtures/docker-plugins.ts';
import type { Side } from './sides.ts';

interface PluginCase {
  name: string;
  run(side: Side): Promise<void>;
}

const LIMIT_MS = 180_000;

/** Runs a plugin as the docker command does. @throws Error with what it said where it fails */
async function plugin(side: Side, name: 'compose' | 'buildx', args: string[], cwd: string): Promise<string> {
  const path = join(await ensureDockerPlugins(), `docker-${name}`);
  const { code, stdout, stderr } = await captureProgram(path, args, {
    cwd,
    env: { ...side.docker.env, HOME: cwd, DOCKER_HOST: `unix://${side.socket}` },
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  if (code !== 0)
    throw new Error(`docker ${name} ${args.join(' ')} ended with ${code}: ${stderr.slice(-1000)}`);
  return stdout + stderr;
}

async function inFolder(
  files: Record<string, string>,
  work: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pier-compat-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const SHOP = `
services:
  db:
    image: busybox
    command: [sh, -c, "trap exit TERM; echo ready; while :; do sleep 0.1; done"]
    healthcheck: {test: ["CMD", "true"], interval: 200ms}
    volumes: ["kept:/data"]
  web:
    image: busybox
    command: [sh, -c, "trap exit TERM; echo up; while :; do sleep 0.1; done"]
    depends_on: {db: {condition: service_healthy}}
volumes: {kept: {}}
`;

const DOCKERFILE = `FROM busybox:latest AS made
ARG WORD=none
RUN --mount=type=cache,target=/cache echo $WORD >/word
COPY hello.txt /hello.txt
FROM busybox:latest
COPY --from=made /word /hello.txt /
CMD ["cat", "/word", "/hello.txt"]
`;

/** What docker compose and docker buildx are used for every day. */
export const PLUGIN_CASES: readonly PluginCase[] = [
  {
    name: 'compose: up in order, ps, logs, exec, scale, down with volumes',
    run: (side) =>
      inFolder({ 'compose.yaml': SHOP }, async (folder) => {
        const compose = (...args: string[]) => plugin(side, 'compose', ['-p', 'shop', ...args], folder);
        await compose('up', '-d', '--wait');
        expect(
          JSON.parse(`[${(await compose('ps', '--format', 'json')).trim().split('\n').join(',')}]`),
        ).toHaveLength(2);
        expect(await compose('logs', 'db')).toContain('ready');
        expect(await compose('exec', '-T', 'web', 'echo', 'inside')).toBe('inside\n');
        await compose('up', '-d', '--scale', 'web=3', '--no-recreate');
        expect((await compose('ps', '-q', 'web')).trim().split('\n')).toHaveLength(3);
        await compose('down', '-v', '-t', '1');
        expect((await side.docker.run(['volume', 'ls', '-q'])).stdout).not.toContain('shop_kept');
      }),
  },
  {
    name: 'compose: a build, run with its exit code, and events of what it does',
    run: (side) =>
      inFolder(
        { 'compose.yaml': 'services: {made: {build: .}}\n', Dockerfile: DOCKERFILE, 'hello.txt': 'hello\n' },
        async (folder) => {
          const compose = (...args: string[]) => plugin(side, 'compose', ['-p', 'built', ...args], folder);
          await compose('build', '--build-arg', 'WORD=compose');
          expect(await compose('run', '--rm', '-T', 'made')).toContain('compose\nhello\n');
          await expect(compose('run', '--rm', '-T', 'made', 'sh', '-c', 'exit 7')).rejects.toThrow(
            'ended with 7',
          );
          await compose('down', '-t', '0');
        },
      ),
  },
  {
    name: 'buildx: stages, a cache mount, build arguments, and an image to run',
    run: (side) =>
      inFolder({ Dockerfile: DOCKERFILE, 'hello.txt': 'hello\n' }, async (folder) => {
        await plugin(
          side,
          'buildx',
          ['build', '--build-arg', 'WORD=x', '-t', 'made:1', '--load', '.'],
          folder,
        );
        expect((await side.docker.run(['run', '--rm', 'made:1'])).stdout).toBe('x\nhello\n');
      }),
  },
  {
    name: 'buildx: a result that comes back as files, a secret, and a build that fails',
    run: (side) =>
      inFolder(
        {
          Dockerfile:
            'FROM busybox:latest AS work\nRUN --mount=type=secret,id=key wc -c </run/secrets/key >/size\nFROM scratch\nCOPY --from=work /size /\n',
          Broken: 'FROM busybox:latest\nRUN exit 9\n',
          key: 'secret',
        },
        async (folder) => {
          const args = ['build', '--secret', 'id=key,src=key', '--output', 'type=tar,dest=out.tar', '.'];
          await plugin(side, 'buildx', args, folder);
          await expect(plugin(side, 'buildx', ['build', '-f', 'Broken', '.'], folder)).rejects.toThrow(
            'exit code: 9',
          );
        },
      ),
  },
  {
    name: 'buildx: 64 MiB of context, du and prune',
    run: (side) =>
      inFolder(
        { Dockerfile: 'FROM busybox:latest\nCOPY big /big\nRUN wc -c </big\n', big: 'x'.repeat(64 << 20) },
        async (folder) => {
          const said = await plugin(side, 'buildx', ['build', '--progress=plain', '--no-cache', '.'], folder);
          expect(said).toContain(String(64 << 20));
          expect(await plugin(side, 'buildx', ['du'], folder)).toContain('Total');
          await plugin(side, 'buildx', ['prune', '-af'], folder);
        },
      ),
  },
];
