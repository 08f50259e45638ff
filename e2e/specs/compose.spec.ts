import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { axeFindings } from '../fixtures/axe.ts';
import { ensureDockerPlugins, PLUGINS_TIMEOUT_MS } from '../fixtures/docker-plugins.ts';
import { expect, test } from '../fixtures/pier.ts';
import { ComposePage } from '../pages/compose-page.ts';

const QUICK = 'stop_signal: SIGKILL';
const SHOP = [
  'services:',
  `  db: {image: busybox, command: sleep 1000, ${QUICK}, volumes: ["data:/data"]}`,
  `  web: {image: busybox, command: sleep 1000, ${QUICK}, environment: [A=1], depends_on: [db]}`,
  '  debug: {image: busybox, profiles: [debug]}',
  'volumes: {data: {}}',
];

let folder: string;

test.beforeAll(async () => {
  test.setTimeout(PLUGINS_TIMEOUT_MS);
  await ensureDockerPlugins();
  folder = await mkdtemp(join(tmpdir(), 'pier-compose-'));
  await mkdir(join(folder, 'shop'));
});

test.afterAll(() => rm(folder, { recursive: true, force: true }));

const write = (...lines: string[]) => writeFile(join(folder, 'shop/compose.yaml'), `${lines.join('\n')}\n`);

test('brings a picked file up with live output, marks what differs, scales and takes down', {
  tag: '@smoke',
}, async ({ pier, dockerd, page }) => {
  test.setTimeout(120_000);
  const { docker } = dockerd;
  const compose = new ComposePage(page);
  const { upDialog } = compose;
  await compose.open();
  await expect(pier.heading).toHaveText('No Compose projects yet');

  // A file with an error is told before anything is begun; corrected, it is read again.
  await write('services:', '  web: {image: busybox, colour: red}');
  await page.getByRole('button', { name: 'Up from a file' }).click();
  await compose.button(upDialog, /Compose file$/).click();
  const files = page.getByRole('dialog', { name: 'Choose a Compose file' });
  await files.getByLabel('Path').fill(folder);
  await files.getByLabel('Path').press('Enter');
  await files.getByRole('button', { name: 'shop' }).click();
  await files.getByRole('button', { name: 'compose.yaml' }).click();
  await expect(upDialog.getByRole('alert')).toContainText('Additional property colour is not allowed');
  await expect(compose.button(upDialog, 'Up')).toBeDisabled();
  await write(...SHOP);
  await compose.button(upDialog, 'Read again').click();
  await expect(upDialog.getByRole('row', { name: /^web busybox 1$/ })).toBeVisible();
  await expect(upDialog.getByRole('row', { name: /^debug only with profile debug/ })).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await compose.button(upDialog, 'Up').click();
  await expect(upDialog.getByTestId('log')).toContainText('Container shop-web-1');
  await expect(upDialog.getByRole('status').filter({ hasText: 'shop is up' })).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await upDialog.getByRole('link', { name: 'Show project' }).click();

  await expect(compose.state).toHaveText('2 of 2 running');
  await expect(compose.service('web')).toContainText('As in the file');
  await expect(compose.service('debug')).toContainText('Not active');
  await expect(page.getByRole('link', { name: 'shop_default' })).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);

  await compose.service('web').getByRole('button', { name: 'Scale… web' }).click();
  const scale = page.getByRole('dialog', { name: 'Scale web' });
  await scale.getByLabel('How many containers').fill('-1');
  await scale.getByRole('button', { name: 'Scale' }).click();
  await expect(scale.getByText('Give a whole number from 0 to 1000')).toBeVisible();
  await scale.getByLabel('How many containers').fill('3');
  await scale.getByRole('button', { name: 'Scale' }).click();
  await expect(compose.service('web')).toContainText('3 of 3');
  await expect(compose.service('web')).toContainText('Replicas');
  await expect(compose.service('web').getByRole('link', { name: 'web-3' })).toBeVisible();
  await page.getByRole('button', { name: /^Undo: Scale shop: web to 3/ }).click();
  await expect(compose.service('web')).toContainText('1 of 1');

  // The file is changed under the view: the service is marked, and "Up" makes it anew.
  await write(...SHOP.map((line) => line.replace('A=1', 'A=2')));
  await expect(compose.service('web')).toContainText('Config');
  await page.getByRole('link', { name: 'Configuration' }).click();
  const config = page.getByRole('region', { name: 'Configuration of shop' });
  await expect(config).toContainText('A: "2"');
  await page.getByRole('link', { name: /^Services/ }).click();
  await compose.chooseForService('web', /^Up/);
  await expect(compose.service('web')).toContainText('As in the file');
  await write(...SHOP.map((line) => line.replace('  web:', '  shop:').replace('A=1', 'A=2')));
  await expect(compose.service('web')).toContainText('Not in the file');
  await expect(compose.service('shop')).toContainText('Not created');
  await write('services: [');
  await expect(pier.banner('The file cannot be read')).toContainText('compose.yaml');
  await write(...SHOP.map((line) => line.replace('A=1', 'A=2')));
  await expect(compose.service('web')).toContainText('As in the file');

  await compose.chooseForService('web', /^Show logs/);
  await expect(page).toHaveURL(/#\/logs\?projects=shop%2Fweb$/);
  await page.goBack();
  await compose.service('db').getByRole('button', { name: 'Stop db' }).click();
  await expect(compose.service('db')).toContainText('0 of 1');
  await expect(compose.state).toHaveText('1 of 2 running');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(compose.state).toHaveText('2 of 2 running');

  await page.getByRole('link', { name: 'Back to Compose' }).click();
  await expect(compose.row('shop')).toContainText('As in the file');
  await expect(compose.row('shop')).toContainText('shop/compose.yaml');
  expect(await axeFindings(page)).toEqual([]);
  await compose.row('shop').getByRole('button', { name: 'Stop shop' }).click();
  await expect(compose.row('shop')).toContainText('2 containers stopped');
  await compose.row('shop').focus();
  await page.keyboard.press('Delete');
  const down = page.getByRole('dialog', { name: 'Take down shop?' });
  await expect(down).toContainText('shop-db-1');
  await expect(down).toContainText('shop_default');
  await down.getByLabel(/^Also delete its 1 volume .* shop_data$/).check();
  await down.getByRole('button', { name: 'Take down and delete volumes' }).click();
  // It stays listed, to be brought up again, until it is forgotten.
  await expect(compose.row('shop')).toContainText('Down');
  expect((await docker.run(['ps', '-aq'])).stdout).toBe('');
  expect((await docker.run(['volume', 'ls', '-q'])).stdout).toBe('');
  await compose.row('shop').getByRole('button', { name: 'Actions of shop' }).click();
  await page.getByRole('menuitem', { name: 'Forget' }).click();
  await expect(pier.heading).toHaveText('No Compose projects yet');
});

test('shows what other tools made, whose file is not here, and text that looks like markup', async ({
  dockerd,
  pier,
  page,
}) => {
  const { docker } = dockerd;
  const label = (name: string, value: string) => ['--label', `com.docker.compose.${name}=${value}`];
  const evil = '<img src=x onerror=document.title="owned">';
  await docker.run([
    ...['run', '-d', '--name', 'far-web-1', '--stop-signal', 'KILL'],
    ...label('project', 'far'),
    ...label('service', evil),
    ...label('container-number', '1'),
    ...label('project.config_files', '/home/somebody/else/compose.yaml'),
    ...label('project.working_dir', '/home/somebody/else'),
    ...['busybox', 'sleep', '600'],
  ]);
  const compose = new ComposePage(page);
  await compose.open();
  await expect(compose.row('far')).toContainText('1 of 1 running');
  await expect(compose.row('far')).toContainText('File not readable');
  await compose.row('far').getByRole('link', { name: 'far' }).click();
  await expect(compose.services.getByText(evil)).toBeVisible();
  await expect(pier.banner('The file cannot be read')).toContainText(
    'there is no such file on this computer',
  );
  expect(await page.title()).toBe('Pier Desktop');
  // Without its file it is still acted on, and taken down.
  await compose.chooseForProject('far', /^Restart/);
  await expect(compose.state).toHaveText('1 of 1 running');
  await compose.chooseForProject('far', /^Take down/);
  await page.getByRole('dialog').getByRole('button', { name: 'Take down' }).click();
  await expect(page.getByRole('status').filter({ hasText: /^Removed$/ })).toBeVisible();
  await expect.poll(async () => (await docker.run(['ps', '-aq'])).stdout).toBe('');
});
