import { axeFindings } from '../fixtures/axe.ts';
import { expect, test } from '../fixtures/pier.ts';
import { ActivityDrawer } from '../pages/activity-drawer.ts';
import { NetworksPage } from '../pages/networks-page.ts';

test('what can be taken back has a button that does it, in the corner and among the messages', {
  tag: '@smoke',
}, async ({ pier, dockerd, page }) => {
  const { containers } = pier;
  const activity = new ActivityDrawer(page);
  const networks = new NetworksPage(page);
  const { docker } = dockerd;
  const undo = (what: string | RegExp) => page.getByRole('button', { name: what });
  for (const name of ['one', 'two'])
    await docker.run(['run', '-d', '--init', '--name', name, 'busybox', 'sleep', '900']);

  const removeHarbour = async () => {
    await networks.choose('harbour', 'Remove…');
    await page
      .getByRole('dialog', { name: 'Remove harbour?' })
      .getByRole('button', { name: 'Remove' })
      .click();
  };

  // A container's name.
  await containers.choose('one', 'Rename…');
  await page.getByLabel('New name').fill('first');
  await page.keyboard.press('Enter');
  await expect(containers.row('first')).toBeVisible();
  await undo('Undo: one is now first').click();
  await expect(containers.row('one')).toBeVisible();
  await expect(undo('Undo: one is now first')).toHaveCount(0);

  // What was done to many at once; not any more when one of them has gone another way meanwhile.
  for (const name of ['one', 'two']) await containers.select(name).click();
  await containers.bulkBar.getByRole('button', { name: 'Stop' }).click();
  await expect(undo('Undo: Stopped 2 containers')).toBeVisible();
  await undo('Undo: Stopped 2 containers').click();
  await expect(containers.state('one')).toHaveText('Running');
  await expect(containers.state('two')).toHaveText('Running');
  await containers.bulkBar.getByRole('button', { name: 'Pause' }).click();
  await expect(undo('Undo: Paused 2 containers')).toBeVisible();
  await docker.run(['unpause', 'two']);
  await expect(undo('Undo: Paused 2 containers')).toHaveCount(0);

  // A network, with what it was made of, and a container's place on it.
  await docker.run(['network', 'create', '--subnet', '10.77.0.0/24', '--label', 'a=b', 'harbour']);
  await docker.run(['network', 'connect', '--alias', 'pilot', 'harbour', 'two']);
  const inspect = async (format: string, name: string) =>
    (await docker.run(['inspect', '--format', format, name])).stdout.trim();
  await networks.open();
  await networks.row('harbour').getByRole('link', { name: 'harbour' }).click();
  await networks.member('two').getByRole('button', { name: 'Disconnect two' }).click();
  await expect.poll(() => inspect('{{json .Containers}}', 'harbour')).toBe('{}');
  await undo('Undo: two is off harbour').click();
  await expect
    .poll(() => inspect('{{json .NetworkSettings.Networks.harbour.Aliases}}', 'two'))
    .toContain('pilot');
  await docker.run(['network', 'disconnect', 'harbour', 'two']);
  await page.getByRole('link', { name: 'Back to Networks' }).click();
  await removeHarbour();
  await expect(networks.row('harbour')).toHaveCount(0);

  // The messages have it too, for as long as they are there.
  await activity.button.click();
  expect(await axeFindings(page)).toEqual([]);
  await activity.message('1 network removed').getByRole('button', { name: /^Undo/ }).click();
  await expect(activity.message('1 network removed')).toContainText('Undone');
  expect(await inspect('{{(index .IPAM.Config 0).Subnet}} {{.Labels.a}}', 'harbour')).toBe('10.77.0.0/24 b');

  // One that cannot be done says why, and stays.
  await page.keyboard.press('Escape');
  await removeHarbour();
  await expect(undo('Undo: 1 network removed')).toBeVisible();
  await docker.run(['network', 'create', 'harbour']);
  await undo('Undo: 1 network removed').click();
  await expect(
    page.getByRole('alert').filter({ hasText: 'Could not undo: 1 network removed' }),
  ).toContainText('harbour');
});
