import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { axeFindings } from '../fixtures/axe.ts';
import { expect, test } from '../fixtures/pier.ts';

test('volumes are made, filled, cloned, exported, imported, scheduled and removed', async ({
  pier,
  dockerd,
  page,
}) => {
  test.slow();
  const { docker } = dockerd;
  const { volumes, files } = pier;
  const folder = await mkdtemp(join(tmpdir(), 'pier-e2e-exports-'));
  const names = async () =>
    (await docker.run(['volume', 'ls', '-q'])).stdout.split('\n').filter(Boolean).sort();
  await docker.run(['volume', 'prune', '-f']);
  await pier.goTo('volumes');
  await expect(pier.heading).toHaveText('No volumes yet');
  expect(await axeFindings(page)).toEqual([]);

  // A bad name is refused at its field.
  await volumes.press('Create volume');
  await volumes.dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('no spaces');
  await volumes.confirm('Create');
  await expect(volumes.dialog).toContainText('Use letters, digits');
  await volumes.dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('shop-data');
  await volumes.dialog.getByRole('button', { name: 'Add label' }).click();
  await volumes.dialog.getByRole('textbox', { name: 'Name, label 1' }).fill('team');
  await volumes.dialog.getByRole('textbox', { name: 'Value, label 1' }).fill('blue');
  expect(await axeFindings(page)).toEqual([]);
  await volumes.confirm('Create');
  await expect(volumes.row('shop-data')).toContainText('Unused');

  // Stored data.
  await volumes.row('shop-data').getByRole('link').click();
  await expect(pier.page.getByText('This volume is empty')).toBeVisible();
  await files.create('New file', 'hello.txt');
  await files.editor.fill('stored for ever\n');
  await files.save.click();
  await expect(files.viewer.getByRole('status')).toHaveText('Saved');
  await files.viewer.getByRole('button', { name: 'Close the file' }).click();
  await expect(files.row('hello.txt')).toContainText('16 B');
  expect(await axeFindings(page)).toEqual([]);

  // Who uses it; its helper is shown nowhere.
  await docker.run(['run', '-d', '--name', 'user', '-v', 'shop-data:/data', 'busybox', 'sleep', '900']);
  await page.getByRole('link', { name: /^Used by/ }).click();
  await expect(page.getByRole('grid', { name: 'Containers that use this volume' })).toContainText('user');
  await pier.goTo('containers');
  await expect(pier.containers.row('user')).toBeVisible();
  await expect(pier.containers.rows).toHaveCount(1);

  // Scheduled, and run by hand.
  await pier.goTo('volumes', 'shop-data', 'exports');
  await page.getByRole('button', { name: 'Add schedule' }).click();
  await volumes.dialog.getByLabel('Folder on this computer').fill('not/absolute');
  await volumes.confirm('Save');
  await expect(volumes.dialog.getByRole('alert')).toContainText('it is not an absolute path');
  await volumes.dialog.getByLabel('Folder on this computer').fill(folder);
  await volumes.confirm('Save');
  await expect(page.getByText(/^Next: /)).toBeVisible();
  await page.getByRole('button', { name: 'Run now' }).click();
  await expect(page.getByText(/^Last: .*done$/)).toBeVisible();
  expect((await readdir(folder)).filter((name) => /^shop-data-.*\.tar\.gz$/.test(name))).toHaveLength(1);
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Delete the schedule' }).click();
  await volumes.confirm('Delete');
  await expect(pier.page.getByText('No scheduled exports yet')).toBeVisible();

  // Out as a file, and in again as another volume.
  await pier.goTo('volumes');
  const coming = page.waitForEvent('download');
  await volumes.choose('shop-data', /^Export/);
  await volumes.confirm('Export');
  const archive = await (await coming).path();
  await volumes.press('Import…');
  await volumes.dialog.locator('input[type="file"]').setInputFiles(archive);
  await volumes.dialog.getByLabel('Name of the new volume').fill('imported');
  await volumes.confirm('Import');
  // It closes when all has arrived; the row is there before.
  await expect(volumes.dialog).toHaveCount(0);
  await expect(volumes.row('imported')).toBeVisible();
  const helloIn = async (volume: string) =>
    (await docker.run(['run', '--rm', '-v', `${volume}:/v`, 'busybox', 'cat', '/v/hello.txt'])).stdout;
  expect(await helloIn('imported')).toBe('stored for ever\n');

  await volumes.choose('shop-data', /^Clone/);
  await expect(volumes.dialog).toContainText('Running containers use it (user)');
  await volumes.confirm('Clone');
  await expect(page.getByText('Cloned to shop-data-copy').first()).toBeVisible();
  await expect(volumes.row('shop-data-copy')).toBeVisible();
  expect(await helloIn('shop-data-copy')).toBe('stored for ever\n');
  await volumes.choose('shop-data-copy', /^Empty/);
  await volumes.confirm('Delete all its files');
  await expect
    .poll(
      async () =>
        (await docker.run(['run', '--rm', '-v', 'shop-data-copy:/v', 'busybox', 'ls', '-A', '/v'])).stdout,
    )
    .toBe('');

  // One in use is refused and named; what is unused is cleaned up.
  await volumes.choose('shop-data', /^Delete/);
  await expect(volumes.dialog).toContainText('Used by user');
  await volumes.confirm('Delete');
  await expect(pier.failure('volume is in use')).toBeVisible();
  // The dialog offers what the list says is unused when it is opened.
  await expect(volumes.row('shop-data-copy')).toContainText('Unused');
  await expect(volumes.row('imported')).toContainText('Unused');
  await volumes.press('Clean up…');
  await volumes.dialog.getByRole('button', { name: 'All', exact: true }).click();
  await volumes.confirm(/^Delete 2/);
  await expect.poll(names).toEqual(['shop-data']);
  await expect(volumes.rows).toHaveCount(1);

  // Removed under the view.
  await pier.goTo('volumes', 'shop-data');
  await expect(files.row('hello.txt')).toBeVisible();
  await docker.run(['rm', '-f', 'user']);
  await docker.run(['volume', 'rm', 'shop-data']);
  await expect(page.getByRole('main')).toContainText('Deleted');
  await rm(folder, { recursive: true });
});
