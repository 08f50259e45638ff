import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './public-extension.ts';

test.use({ options: { archive: 'snapshot-tools', title: 'Snapshot Tools' } });

test('Snapshot Tools commits a container, saves and deletes the image, and its backend answers', async ({
  extension,
}) => {
  const { docker, page, home } = extension;
  await docker.run(['run', '-d', '--name', 'work', 'busybox', 'sh', '-c', 'echo kept >/note; sleep 600']);
  const frame = await extension.open();
  const row = frame.getByRole('row').filter({ has: frame.getByRole('cell', { name: 'work', exact: true }) });
  await expect(row).toContainText('busybox');
  await extension.pictures('containers');
  // A container becomes an image, by its own dialog.
  await row.getByLabel('Commit').getByRole('button').click();
  const name = frame.getByRole('textbox', { name: 'Image name' });
  await expect(name).toHaveValue('busybox-snapshot-1');
  await frame.getByRole('dialog').getByRole('button', { name: 'OK' }).click();
  await frame.getByRole('tab', { name: 'Images' }).click();
  const image = frame.getByRole('row').filter({ hasText: 'busybox-snapshot-1' });
  await expect(image).toBeVisible();
  const kept = await docker.run(['run', '--rm', 'busybox-snapshot-1', 'cat', '/note']);
  expect(kept.stdout).toBe('kept\n');
  await extension.pictures('images');
  // The dashboard asks for the folder, docker writes into it.
  await image.getByLabel('Export').getByRole('button').click();
  await page
    .getByRole('dialog', { name: 'Choose a folder' })
    .getByRole('button', { name: 'Choose this folder' })
    .click();
  const file = join(home, 'busybox-snapshot-1_latest.tar');
  await expect.poll(() => existsSync(file) && statSync(file).size).toBeGreaterThan(1_000_000);
  await image.getByLabel('Delete').getByRole('button').click();
  // While it works its dialog hides the rows.
  const left = async () => (await docker.run(['images', '-q', 'busybox-snapshot-1'])).stdout;
  await expect.poll(left).toBe('');
  await expect(frame.getByRole('dialog')).toHaveCount(0);
  await expect(image).toHaveCount(0);
  await frame.getByRole('tab', { name: 'Logging' }).click();
  await expect(frame.getByRole('row').filter({ hasText: 'deleted' })).toBeVisible();
  // Its backend, a node server at a socket, lists containers by the engine's socket.
  const listed = await frame.evaluate(() => window.ddClient.extension.vm?.service?.get('/containers'));
  expect((listed as { Names: string }[]).map(({ Names }) => Names)).toContain('work');
});
