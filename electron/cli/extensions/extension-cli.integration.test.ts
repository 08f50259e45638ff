import { execFile } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importBusybox } from '../../../e2e/fixtures/busybox-image.ts';
import { DockerCli } from '../../../e2e/fixtures/docker-cli.ts';
import { ensureDockerPlugins, PLUGINS_TIMEOUT_MS } from '../../../e2e/fixtures/docker-plugins.ts';
import { startDockerd, type TestDockerd } from '../../../e2e/fixtures/dockerd.ts';
import { importExtension } from '../../../e2e/fixtures/extension-image.ts';
import { externalEngine, type HeadlessHost, startHost } from '../../../e2e/fixtures/headless-host.ts';

const PIER = resolve(import.meta.dirname, '../../launch/pier.mjs');
const PROJECT = 'my-first-desktop-extension';

let dockerd: TestDockerd;
let host: HeadlessHost;
/** The docker command as a person has it, with plugins of its own. */
let docker: DockerCli;
let work: string;

async function pier(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, PIER_HOME: host.home, DOCKER_CONFIG: join(work, '.docker') };
  return new Promise((done) => {
    const child = execFile(process.execPath, [PIER, ...args], { env, cwd: work }, (_error, stdout, stderr) =>
      done({ code: child.exitCode ?? -1, stdout, stderr }),
    );
    child.stdin?.end();
  });
}

async function json(...args: string[]) {
  return JSON.parse((await pier(...args, '--json')).stdout);
}

beforeAll(async () => {
  await ensureDockerPlugins();
  work = mkdtempSync(join(tmpdir(), 'pier-extension-cli-'));
  dockerd = await startDockerd();
  host = await startHost({
    env: { ...externalEngine(dockerd.socket), DOCKER_CONFIG: join(work, '.docker') },
  });
  docker = new DockerCli(dockerd.socket, join(work, '.docker'));
  await importBusybox(dockerd.docker);
}, PLUGINS_TIMEOUT_MS);

afterAll(async () => {
  await host?.stop();
  await dockerd?.stop();
  rmSync(work, { recursive: true, force: true });
});

it('a new extension is written, built, validated, installed and asked, and the docker command knows it', async () => {
  expect(await pier('extension', 'init', 'my-first')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('docker build -t my-first:latest .'),
  });
  expect(await pier('extension', 'init', 'my-first')).toMatchObject({ code: 1, stdout: '' });
  await docker.run(['build', '--quiet', '-t', 'my-first:latest', join(work, 'my-first')]);
  expect(await pier('extension', 'validate', 'my-first')).toEqual({
    code: 0,
    stdout: 'The extension image "my-first:latest" is valid\n',
    stderr: '',
  });

  // Nobody can be asked here; what would be granted is told all the same.
  const asked = await pier('extension', 'install', 'my-first');
  expect(asked.code).toBe(1);
  expect(asked.stderr).toMatch(/run docker commands[\s\S]*run the container 'service'[\s\S]*--force/);
  expect((await json('extension', 'ls')).extensions).toEqual([]);

  const installed = await pier('extension', 'install', '-f', 'my-first', '--no-host');
  expect(installed).toMatchObject({ code: 0, stderr: '' });
  expect(installed.stdout).toMatch(/…\n[\s\S]*Extension "My First" installed successfully\n$/);
  expect((await json('extension', 'ls')).extensions).toMatchObject([
    {
      id: 'my-first',
      image: 'my-first:latest',
      permissions: { dockerCommands: true, hostPrograms: false },
    },
  ]);
  const answer = await docker.run(['exec', `${PROJECT}-service`, '/service/report.sh', 'you']);
  expect(answer.stdout).toContain('Hello you, from');

  expect((await pier('docker', 'plugin', 'add')).stdout).toContain('docker extension');
  const { stdout } = await docker.run(['extension', 'ls'], { env: { PIER_HOME: host.home } });
  expect(stdout.split('\n').slice(0, 2)).toEqual([
    'ID                  PROVIDER            VERSION             UI                  VM                  HOST',
    'my-first            Your name           latest              1 tab(My First)     Running(1)          -',
  ]);
  const plugin = join(work, '.docker/cli-plugins/docker-extension');
  const completed = await promisify(execFile)(plugin, ['__complete', 'extension', 'up']);
  expect(completed.stdout).toContain('update\t');
});

it('another program that is `docker extension` stays', async () => {
  await pier('docker', 'plugin', 'remove');
  const link = join(work, '.docker/cli-plugins/docker-extension');
  expect(existsSync(link)).toBe(false);
  mkdirSync(join(work, '.docker/cli-plugins'), { recursive: true });
  symlinkSync('/bin/true', link);
  expect((await pier('docker', 'plugin', 'add')).stdout).toMatch(/docker pier\n.*another program's/);
  expect((await json('docker', 'status')).extensionPlugin).toBe('other');
  rmSync(link);
});

it('it is disabled, enabled, updated, developed and removed', async () => {
  expect((await pier('extension', 'disable', 'my-first')).stdout).toContain('"My First" disabled');
  expect((await pier('extension', 'ls')).stdout).toContain('Disabled');
  expect((await pier('extension', 'enable', 'my-first')).code).toBe(0);
  appendFileSync(join(work, 'my-first/compose.yaml'), '    cap_add: [NET_ADMIN]\n');
  await docker.run(['build', '-q', '-t', 'my-first:2.0', join(work, 'my-first')]);
  // What is new is told before, and nothing is done without a word.
  const asked = await pier('extension', 'update', 'my-first:2.0');
  expect(asked.code).toBe(1);
  expect(asked.stderr).toMatch(
    /from latest to 2\.0\.\nIt now also wants to:\n.*\n.*the Linux capability NET_ADMIN[\s\S]*--force/,
  );
  expect((await json('extension', 'ls')).extensions[0].version).toBe('latest');
  expect(await pier('extension', 'update', '-f', 'my-first:2.0')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/NET_ADMIN\nExtension "My First" updated to 2\.0\n$/),
  });
  expect(await pier('extension', 'update', 'my-first:2.0')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Extension "My First" is up to date (2.0)\n'),
  });
  expect((await pier('extension', 'dev', 'debug', 'my-first')).stdout).toContain('press F12');
  expect((await pier('extension', 'dev', 'ui-source', 'my-first', 'nowhere')).code).toBe(1);
  expect((await pier('extension', 'dev', 'ui-source', 'my-first', 'http://localhost:3000')).code).toBe(0);
  expect((await json('extension', 'ls')).extensions[0].dev).toEqual({
    uiSource: 'http://localhost:3000',
    debug: true,
  });
  expect((await json('extension', 'dev', 'reset', 'my-first')).dev).toEqual({});

  const removed = await pier('extension', 'uninstall', 'my-first:2.0');
  expect(removed).toMatchObject({ code: 0, stderr: '' });
  expect(removed.stdout).toContain(`Removed container ${PROJECT}-service\n`);
  expect(removed.stdout).toMatch(/Left image my-first:2\.0\nExtension "My First" removed\n$/);
  expect((await docker.run(['ps', '-aq'])).stdout).toBe('');
  expect(await pier('extension', 'rm', 'my-first')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('pier extension ls'),
  });
});

it('what is wrong with an image or a file is told in the words of the docker command', async () => {
  const metadata = {
    name: 'old',
    icon: 'none.svg',
    ui: { 'dashboard-tab': { title: 'T', src: 'index.html?v1', root: 'ui' } },
    vm: { composefile: '/compose.yaml' },
    host: { binaries: [{ darwin: [{ path: '/darwin/a' }] }] },
  };
  await importExtension(dockerd.docker, {
    name: 'acme/faulty:1',
    metadata,
    files: { 'ui/index.html': '<p>', 'compose.yaml': 'services: {}' },
    labels: { 'com.docker.extension.screenshots': 'no list' },
  });
  expect(await pier('extension', 'validate', 'acme/faulty:1')).toEqual({
    code: 1,
    stdout: `The extension image "acme/faulty:1" is not valid. see errors:
- metadata.json: (root): Additional property name is not allowed
- metadata.json: icon: the image has no 'none.svg'
- metadata.json: host.binaries.darwin: the image has no '/darwin/a'
- labels: 'com.docker.extension.screenshots' is no JSON list
`,
    stderr: 'invalid extension image\n',
  });
  writeFileSync(join(work, 'metadata.json'), JSON.stringify({ icon: 'a.svg' }));
  expect(await json('extension', 'validate', 'metadata.json')).toEqual({
    file: 'metadata.json',
    valid: true,
    faults: [],
  });
});

it('a link to share leads to where it is installed, versions are told, and all of them are switched at once', async () => {
  expect((await pier('extension', 'disable')).code).toBe(0);
  expect(await json('config', 'get', 'extensions')).toBe(false);
  expect((await pier('extension', 'enable')).code).toBe(0);
  expect((await json('extension', 'share', 'org/x:1.0')).link).toBe(
    'pier://extensions/marketplace?extensionId=org%2Fx&tag=1.0',
  );
  expect((await pier('extension', 'share', 'org/x')).code).toBe(1);
  expect((await pier('extension', 'version')).stdout).toMatch(
    /^Client Version: v\d\S+\nServer API Version: 0\.4\.2\n$/,
  );
});

it('those that come with Pier are installed by name, without a network', async () => {
  const installed = await pier('extension', 'install', '-f', 'pier/log-explorer');
  expect(installed).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/Extension "Log explorer" installed successfully\n$/),
  });
  expect((await pier('extension', 'validate', 'pier/log-explorer:1.0')).code).toBe(0);
  expect((await pier('extension', 'rm', 'pier/log-explorer')).stdout).toContain(
    'Removed image pier/log-explorer:1.0\n',
  );
});
