import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from '../fixtures/pier.ts';
import { RunDialog } from '../pages/run-dialog.ts';

const SERVE = ['sh', '-c', 'trap exit TERM; while :; do sleep 0.2; done'];

test('a container is paused, resumed, renamed, copied, exported and killed from its row', async ({
  pier,
  dockerd,
  context,
}) => {
  const { docker } = dockerd;
  const { containers, page } = pier;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await docker.run(['create', '--name', 'taken', 'busybox', 'true']);
  await docker.run([
    ...[
      'run',
      '-d',
      '--name',
      'web',
      '-e',
      `GREETING=it's "here"`,
      '-p',
      '127.0.0.1::80',
      '-v',
      'kept:/kept',
    ],
    ...['busybox', ...SERVE],
  ]);
  await containers.choose('web', 'Pause');
  await expect(containers.state('web')).toHaveText('Paused');
  await containers.choose('web', 'Resume');
  await expect(containers.state('web')).toHaveText('Running');

  await containers.row('web').focus();
  await page.keyboard.press('F2');
  const dialog = page.getByRole('dialog', { name: 'Rename web' });
  const name = dialog.getByLabel('New name');
  await expect(name).toBeFocused();
  await name.fill('-');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText(/^Use letters, digits/)).toBeVisible();
  await name.fill('taken');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText(/taken.* is already in use/)).toBeVisible();
  await name.fill('shop');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(containers.row('shop')).toBeVisible();
  await expect(containers.row('shop').getByRole('link', { name: 'shop' })).toHaveAttribute('href', /\/logs$/);

  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  const id = (await docker.run(['inspect', '-f', '{{.Id}}', 'shop'])).stdout.trim();
  await containers.choose('shop', 'Copy ID');
  await expect.poll(clipboard).toBe(id);
  await containers.choose('shop', 'Copy docker run');
  await expect.poll(clipboard).toContain('docker run -d --name=shop');
  const command = (await clipboard()).replace('--name=shop', '--name=copy');
  await promisify(execFile)('sh', ['-c', command], { env: { ...docker.env, PATH: '/usr/bin:/bin' } });
  await expect(containers.state('copy')).toHaveText('Running');
  expect((await docker.run(['exec', 'copy', 'sh', '-c', 'echo $GREETING'])).stdout).toBe(`it's "here"\n`);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    containers.choose('shop', 'Export files as tar'),
  ]);
  expect(download.suggestedFilename()).toBe('shop.tar');
  expect((await readFile(await download.path())).includes('bin/busybox')).toBe(true);

  await containers.choose('shop', 'Kill');
  await expect(containers.state('shop')).toHaveText('Exited (137)');
});

test('a container is edited in place, keeps what it stored, and is put back where the new one fails', async ({
  pier,
  dockerd,
}) => {
  const { docker } = dockerd;
  const { containers, page } = pier;
  const inspect = async (name: string) => JSON.parse((await docker.run(['inspect', name])).stdout)[0];
  await docker.run([
    ...['run', '-d', '--name', 'db', '--dns=10.0.0.1', '-v', '/data', '-e', 'A=1', '-p', '127.0.0.1::80'],
    ...['busybox', ...SERVE],
  ]);
  await docker.run(['exec', 'db', 'sh', '-c', 'echo treasure > /data/file']);
  const { Id: before } = await inspect('db');

  const dialog = new RunDialog(page, 'Edit db');
  await containers.row('db').focus();
  await page.keyboard.press('e');
  await expect(dialog.image).toHaveValue('busybox');
  await expect(dialog.dialog).toContainText('Kept as they are: Dns');
  await dialog.command.fill(`sh -c 'echo wrong setting >&2; exit 3'`);
  await dialog.section('Resources');
  await dialog.field('Memory limit').fill('much');
  await dialog.section('General');
  await dialog.submitAs('Save and recreate').click();
  await expect(dialog.problem('Give a size, such as 512m or 2g')).toBeVisible();
  await expect(dialog.field('Memory limit')).toBeFocused();
  await dialog.field('Memory limit').fill('64m');
  await dialog.submitAs('Save and recreate').click();
  await expect(dialog.failure).toContainText('exit code 3: wrong setting');
  expect((await inspect('db')).Id).toBe(before);
  await expect(containers.state('db')).toHaveText('Running');

  await dialog.section('General');
  await dialog.command.fill(`sh -c 'trap exit TERM; while :; do sleep 0.2; done'`);
  await dialog.lastField('Value').fill('2');
  await dialog.submitAs('Save and recreate').click();
  await expect(dialog.dialog).toHaveCount(0);
  await expect(containers.state('db')).toHaveText('Running');
  const made = await inspect('db');
  expect(made.Id).not.toBe(before);
  expect(made.Config.Env).toContain('A=2');
  expect(made.HostConfig).toMatchObject({ Memory: 64 * 1024 ** 2, Dns: ['10.0.0.1'] });
  expect((await docker.run(['exec', 'db', 'cat', '/data/file'])).stdout).toBe('treasure\n');
  await expect.poll(() => containers.names()).toEqual(['db']);

  // From the page of it, which follows to the one in its place.
  await containers.row('db').getByRole('link', { name: 'db' }).click();
  await page.getByRole('button', { name: 'Actions of db' }).click();
  await page.getByRole('menuitem', { name: 'Edit…' }).click();
  await expect(dialog.image).toHaveValue('busybox');
  await dialog.field('Keep the old container').check();
  await dialog.submitAs('Save and recreate').click();
  await expect(dialog.dialog).toHaveCount(0);
  const { Id: second } = await inspect('db');
  await expect(page).toHaveURL(new RegExp(`#/containers/${second}/logs$`));
  await page.goto(`${new URL(page.url()).origin}/#/containers`);
  await expect.poll(async () => (await containers.names()).sort()).toEqual(['db', 'db.before-edit']);
  await expect(containers.state('db.before-edit')).toHaveText(/^Exited/);

  const copy = new RunDialog(page, 'Duplicate db');
  await containers.choose('db', 'Duplicate…');
  await expect(copy.name).toHaveValue('db-copy');
  await copy.submit.click();
  await expect(containers.state('db-copy')).toHaveText('Running');
  expect((await inspect('db-copy')).HostConfig.Memory).toBe(64 * 1024 ** 2);
  expect((await docker.run(['exec', 'db-copy', 'ls', '/data'])).stdout).toBe('');
});
