import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Frame, Page } from '@playwright/test';
import { connectBackend, withBackend } from '../../electron/cli/connect.ts';
import { extensionImage } from '../../electron/package/extension-images.ts';
import { pierFiles } from '../../vm/files.ts';
import { axeFindings } from '../fixtures/axe.ts';
import { ensureDockerPlugins, PLUGINS_TIMEOUT_MS } from '../fixtures/docker-plugins.ts';
import { openExtension } from '../fixtures/extension-frame.ts';
import { externalEngine, type HeadlessHost, startHost } from '../fixtures/headless-host.ts';
import { expect, test } from '../fixtures/pier.ts';

const PIER = resolve(import.meta.dirname, '../../electron/launch/pier.mjs');
const ASSETS = resolve(import.meta.dirname, '../../assets/extensions');

let host: HeadlessHost;

test.beforeAll(async ({ dockerd }) => {
  test.setTimeout(PLUGINS_TIMEOUT_MS);
  await ensureDockerPlugins();
  const { docker } = dockerd;
  await docker.run([
    'run',
    '-d',
    '--name',
    'talker',
    'busybox',
    'sh',
    '-c',
    'echo one; echo two >&2; sleep 600',
  ]);
  await docker.run(['run', '-d', '--name', 'other', 'busybox', 'sh', '-c', 'echo three; sleep 600']);
  await docker.run([
    'run',
    '--rm',
    '-v',
    'kept:/v',
    'busybox',
    'sh',
    '-c',
    'head -c 3000000 /dev/zero >/v/big',
  ]);
  host = await startHost({ env: externalEngine(dockerd.socket) });
  const { stdout } = await docker.run(['info', '-f', '{{ .DockerRootDir }}']);
  await install('log-explorer', join(ASSETS, 'log-explorer'));
  // This engine keeps its data elsewhere than everybody's.
  const disk = join(host.home, 'disk-explorer');
  cpSync(join(ASSETS, 'disk-explorer'), disk, { recursive: true });
  const compose = readFileSync(join(disk, 'compose.yaml'), 'utf8');
  writeFileSync(join(disk, 'compose.yaml'), compose.replace('/var/lib/docker', stdout.trim()));
  await install('disk-explorer', disk);
});

test.afterAll(async ({ dockerd }) => {
  await removeAll();
  await host.stop();
  // Others go on with this engine.
  await dockerd.docker.run(['rm', '-f', 'talker', 'other'], { allowFailure: true });
  await dockerd.docker.run(['volume', 'rm', 'kept'], { allowFailure: true });
});

/** From a file, as they come with Pier. */
async function install(name: string, folder: string): Promise<void> {
  const busybox = readFileSync('/usr/bin/busybox');
  const image = await extensionImage({ folder, name: `pier/${name}:1.0`, architecture: 'amd64', busybox });
  const path = join(host.home, `${name}.tar`);
  writeFileSync(path, image);
  await withTask((client) => client.extensions.install({ source: { kind: 'tar', path } }));
}

async function removeAll(): Promise<void> {
  for (const id of ['pier_disk-explorer', 'pier_log-explorer', 'my-first']) {
    await withTask((client) => client.extensions.remove({ id })).catch(() => {});
  }
}

type Client = NonNullable<Awaited<ReturnType<typeof connectBackend>>>['client'];

async function withTask(start: (client: Client) => Promise<{ taskId: string }>): Promise<void> {
  const connection = await connectBackend(pierFiles(host.home).run.pierSocket);
  if (!connection) throw new Error('There is no backend.');
  await withBackend(connection, async ({ client }) => {
    const { taskId } = await start(client);
    for await (const update of client.tasks.watch({})) {
      const tasks = update.kind === 'snapshot' ? update.tasks : update.upsert;
      const task = tasks.find(({ id }) => id === taskId);
      if (task?.error) throw new Error(task.error.message);
      if (task && task.state !== 'running') return;
    }
  });
}

function open(page: Page, id: string, title: string): Promise<Frame> {
  return openExtension(page, { url: host.url, id, title });
}

/** In both themes, to be looked at. */
async function picture(page: Page, name: string): Promise<void> {
  if (!process.env.PIER_PICTURES) return;
  for (const theme of ['Dark', 'Light']) {
    await page.getByRole('button', { name: 'Theme' }).click();
    await page.getByRole('menuitemradio', { name: theme }).click();
    await expect(page.getByRole('menu')).toBeHidden();
    await page.screenshot({ path: `test-results/views/${name}-${theme.toLowerCase()}.png` });
  }
}

test('the log explorer shows the logs of several containers as one, filtered', async ({ page, dockerd }) => {
  const frame = await open(page, 'pier_log-explorer', 'Log explorer');
  await frame.getByRole('checkbox', { name: 'talker' }).check();
  await frame.getByRole('checkbox', { name: 'other' }).check();
  const log = frame.getByRole('log');
  for (const text of ['one', 'two', 'three']) await expect(log).toContainText(text);
  await expect(frame.getByText('3 lines')).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await picture(page, 'log-explorer');
  await frame.getByRole('searchbox', { name: 'Filter lines' }).fill('^t[wx]');
  await expect(frame.getByText('No line has what you look for.')).toBeVisible();
  await frame.getByRole('checkbox', { name: 'Regular expression' }).check();
  await expect(log).toContainText('two');
  await expect(log).not.toContainText('three');
  await frame.getByRole('searchbox', { name: 'Filter lines' }).fill('');
  // What comes while it is paused waits.
  await frame.getByRole('button', { name: 'Pause' }).click();
  await dockerd.docker.run(['exec', 'talker', 'sh', '-c', 'echo later >/proc/1/fd/1']);
  await expect(frame.getByText('1 waiting')).toBeVisible();
  await frame.getByRole('button', { name: 'Go on' }).click();
  await expect(log).toContainText('later');
});

test('the disk explorer shows what takes room, and leads to it', async ({ page }) => {
  const frame = await open(page, 'pier_disk-explorer', 'Disk explorer');
  const rows = frame.getByRole('table');
  await expect(rows.getByRole('button', { name: 'Volumes' })).toBeVisible();
  await expect(rows.getByRole('button', { name: 'Other files of the engine' })).toBeVisible();
  await picture(page, 'disk-explorer');
  await rows.getByRole('button', { name: 'Images' }).click();
  await rows.getByRole('button', { name: 'busybox:latest' }).click();
  await expect(frame.getByRole('navigation', { name: 'Where you are' })).toHaveText(
    'AllImagesbusybox:latest',
  );
  await expect(rows.getByRole('row')).not.toHaveCount(1);
  await frame.getByRole('button', { name: 'All' }).click();
  await frame
    .getByRole('region', { name: 'Map of sizes' })
    .getByRole('button', { name: /^Volumes:/ })
    .click();
  await expect(rows.getByRole('row', { name: 'kept' })).toContainText('3.00 MB');
  expect(await axeFindings(page)).toEqual([]);
  // The backend tells what is in a volume.
  await rows.getByRole('button', { name: 'kept' }).click();
  await expect(rows.getByRole('row', { name: 'big' })).toContainText('3.00 MB');
  await frame.getByRole('button', { name: 'All' }).click();
  await rows.getByRole('button', { name: 'Containers' }).click();
  await rows.getByRole('button', { name: 'talker' }).click();
  await frame.getByRole('button', { name: 'Open in the dashboard' }).click();
  await expect(page).toHaveURL(/#\/containers\/[0-9a-f]{64}/);
});

/** As a person types it, in a folder of the host's home. */
async function pier(...args: string[]): Promise<string> {
  const env = { ...process.env, PIER_HOME: host.home };
  const { stdout } = await promisify(execFile)(process.execPath, [PIER, ...args], { env, cwd: host.home });
  return stdout;
}

test('what is made by `pier extension init` works, and its workers ask whom its page may ask', async ({
  page,
  dockerd,
}) => {
  // Two images are built, and a command starts twice.
  test.slow();
  await pier('extension', 'init', 'my-first');
  const folder = join(host.home, 'my-first');
  const answer =
    'self.onmessage = ({ data }) => fetch(data).then((a) => a.text()).then(postMessage, postMessage)';
  writeFileSync(join(folder, 'ui/worker.js'), answer);
  await dockerd.docker.run(['build', '-t', 'my-first:latest', folder]);
  await pier('extension', 'install', '--force', 'my-first:latest');
  const frame = await open(page, 'my-first', 'My First');
  await expect(frame.getByRole('heading', { name: 'My First' })).toBeVisible();
  await expect(frame.getByRole('listitem').filter({ hasText: 'talker' })).toContainText('running');
  await frame.getByLabel('Your name').fill("Ada's sister");
  await frame.getByRole('button', { name: 'Ask it' }).click();
  await expect(frame.getByText("Hello Ada's sister, from ")).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await picture(page, 'skeleton');
  // It allows no page to read its answers.
  const elsewhere = createServer((_asked, reply) => reply.end('from elsewhere'));
  await new Promise<void>((done) => elsewhere.listen(0, '127.0.0.1', done));
  const address = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
  const heard = await frame.evaluate(
    async ([script, url]) => {
      const made = () => URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
      const workers = [
        new Worker('./worker.js'),
        new Worker('./worker.js', { type: 'module' }),
        new Worker(made()),
        new Worker(made(), { type: 'module' }),
      ];
      const asked = workers.map(
        (worker) =>
          new Promise((done) => {
            worker.onmessage = ({ data }) => done(String(data));
            worker.onerror = () => done('broken');
            worker.postMessage(url);
          }),
      );
      return await Promise.all(asked);
    },
    [answer, address] as const,
  );
  elsewhere.closeAllConnections();
  elsewhere.close();
  expect(heard).toEqual(Array(4).fill('from elsewhere'));
  await frame.getByRole('link', { name: 'talker' }).click();
  await expect(page).toHaveURL(/#\/containers\/[0-9a-f]{64}/);

  // What is new in another version is told before it takes the place of this one.
  appendFileSync(join(folder, 'compose.yaml'), '    cap_add: [NET_ADMIN]\n');
  await dockerd.docker.run(['build', '-t', 'my-first:2.0', folder]);
  await page.evaluate(() => {
    window.location.hash = '#/extensions';
  });
  const item = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'My First' }) });
  await item.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Update' }).click();
  const dialog = page.getByRole('dialog', { name: 'Update My First' });
  await expect(dialog.getByRole('region', { name: 'New in this version' })).toContainText('NET_ADMIN');
  if (process.env.PIER_PICTURES) await page.screenshot({ path: 'test-results/views/update.png' });
  await dialog.getByRole('button', { name: 'Update to 2.0' }).click();
  await expect(page.getByText('my-first:2.0').first()).toBeVisible();
  await expect(dialog).toBeHidden();
});
