import { axeFindings } from '../fixtures/axe.ts';
import { expect, test } from '../fixtures/pier.ts';
import { ActivityDrawer } from '../pages/activity-drawer.ts';
import { PaletteDialog } from '../pages/palette.ts';

test('the palette opens things and does things by keys alone', async ({ pier, dockerd, page }) => {
  const { docker } = dockerd;
  await docker.run(['run', '-d', '--name', 'shop-web', 'busybox', 'sh', '-c', 'echo open; sleep 600']);
  await docker.run(['create', '--name', 'shop-db', 'busybox', 'true']);
  await expect(pier.containers.rows).toHaveCount(2);
  const palette = new PaletteDialog(page);
  await palette.search('');
  await expect(palette.options.filter({ hasText: 'Go to Containers' })).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await palette.field.fill('nothing like this');
  await expect(palette.dialog).toContainText('Nothing fits');
  await palette.field.fill('web stop');
  await expect(palette.chosen).toHaveText('Stop: shop-web');
  await page.keyboard.press('Escape');
  await expect(palette.dialog).toHaveCount(0);

  await palette.search('shop');
  await expect(palette.options.first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(palette.options.nth(1)).toHaveAttribute('aria-selected', 'true');
  await palette.field.fill('shop-web');
  await page.keyboard.press('Enter');
  await expect(pier.heading).toHaveText('shop-web');
  await expect(pier.logs.line('open')).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
});

test('an address leads back to where it was copied, also where it leads nowhere any more', async ({
  pier,
  dockerd,
  page,
}) => {
  const { docker } = dockerd;
  await docker.run(['run', '-d', '--name', 'web', 'busybox', 'sh', '-c', 'echo here; sleep 600']);
  await pier.containers.row('web').getByRole('link', { name: 'web' }).click();
  await expect(pier.heading).toHaveText('web');
  await page.reload();
  await expect(pier.heading).toHaveText('web');
  await page.goBack();
  await expect(pier.containers.row('web')).toBeVisible();
  // By its name, as a person may write it.
  await page.evaluate(() => {
    window.location.hash = '#/containers/web/logs';
  });
  await expect(pier.logs.line('here')).toBeVisible();
  await docker.run(['rm', '-f', 'web']);
  await expect(page.getByText('Removed', { exact: true })).toBeVisible();
  await expect(pier.logs.line('here')).toBeVisible();
  await page.reload();
  await expect(pier.heading).toHaveText('There is no such container');
  await page.getByRole('link', { name: 'Show all containers' }).click();
  await expect(pier.heading).toHaveText('No containers yet');
});

test('what was told in the corner can be read again', async ({ pier, dockerd, page }) => {
  await dockerd.docker.run(['create', '--name', 'broken', 'busybox', '/no/such/program']);
  await pier.containers.button('Start', 'broken').click();
  await expect(pier.failure('Could not start broken')).toBeVisible();
  const activity = new ActivityDrawer(page);
  await expect(activity.button).toHaveAccessibleName('Activity, 1 unread message');
  await activity.button.click();
  await expect(activity.message('Could not start broken')).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(activity.drawer).toHaveCount(0);
  await expect(activity.button).toHaveAccessibleName('Activity');
});

test('columns are chosen and sorted, and stay so', async ({ pier, dockerd, page }) => {
  await dockerd.docker.run(['create', '--name', 'b1', 'busybox', 'true']);
  await dockerd.docker.run(['create', '--name', 'a1', 'busybox', 'true']);
  const { containers } = pier;
  await containers.sortBy('Name');
  await expect.poll(() => containers.names()).toEqual(['a1', 'b1']);
  await page.getByRole('button', { name: 'Choose columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Image' }).click();
  await page.keyboard.press('Escape');
  await expect(containers.grid.getByRole('columnheader', { name: 'Image' })).toHaveCount(0);
  await page.reload();
  await expect.poll(() => containers.names()).toEqual(['a1', 'b1']);
  await expect(containers.grid.getByRole('columnheader', { name: 'Image' })).toHaveCount(0);
  await expect(containers.grid.getByRole('columnheader', { name: 'Ports' })).toHaveCount(1);
});
