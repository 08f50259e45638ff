import { expect, test } from '../fixtures/pier.ts';

const FOLDER = 'test-results/screenshots';
const FILL =
  'mkdir -p /v/base /v/wal; dd if=/dev/zero of=/v/base/1 bs=1024 count=9000 2>/dev/null; echo 17 > /v/PG_VERSION';

for (const scheme of ['light', 'dark'] as const) {
  test(`volumes, ${scheme}`, async ({ pier, dockerd, page }) => {
    const { docker } = dockerd;
    const { volumes, files } = pier;
    await page.emulateMedia({ colorScheme: scheme });
    const take = async (name: string) => {
      await page.mouse.move(2, 400);
      await expect(page.getByRole('tooltip')).toHaveCount(0);
      await page.screenshot({ path: `${FOLDER}/${scheme}-volumes-${name}.png`, animations: 'disabled' });
    };
    await docker.run(['volume', 'prune', '-f']);
    await pier.goTo('volumes');
    await expect(pier.heading).toHaveText('No volumes yet');
    await take('1-empty');
    for (const name of ['shop-data', 'shop-search', 'cache', 'uploads'])
      await docker.run(['volume', 'create', name]);
    await docker.run(['volume', 'create', '--label', 'com.docker.compose.project=shop', 'shop_db']);
    await docker.run(['volume', 'create']);
    await docker.run(['run', '--rm', '-v', 'shop-data:/v', 'busybox', 'sh', '-c', FILL]);
    await docker.run([
      'run',
      '-d',
      '--name',
      'db',
      '-v',
      'shop-data:/var/lib/postgresql',
      'busybox',
      'sleep',
      '900',
    ]);
    await docker.run([
      'run',
      '-d',
      '--name',
      'api',
      '-v',
      'shop-data:/data:ro',
      '-v',
      'uploads:/up',
      'busybox',
      'sleep',
      '900',
    ]);
    await docker.run(['create', '--name', 'old-worker', '-v', 'shop-data:/data', 'busybox']);
    await expect(volumes.row('shop-data')).toContainText('MB');
    await take('2-list');
    await volumes.press('Clean up…');
    await expect(volumes.dialog).toContainText('frees');
    await take('3-prune');
    await page.keyboard.press('Escape');
    await volumes.choose('shop-data', /^Export/);
    await volumes.dialog.getByText('Folder', { exact: true }).click();
    await take('4-export');
    await page.keyboard.press('Escape');
    await volumes.choose('shop-data', /^Empty/);
    await take('5-empty-it');
    await page.keyboard.press('Escape');
    await pier.goTo('volumes', 'shop-data');
    await expect(files.row('PG_VERSION')).toBeVisible();
    await take('6-data');
    await pier.goTo('volumes', 'shop-data', 'used-by');
    await take('7-used-by');
    await pier.goTo('volumes', 'shop-data', 'exports');
    await page.getByRole('button', { name: 'Add schedule' }).click();
    await volumes.dialog.getByText('Every week').click();
    await volumes.dialog.getByLabel('Folder on this computer').fill(`/tmp/pier-exports-${scheme}`);
    await take('8-schedule');
    await volumes.confirm('Save');
    await page.getByRole('button', { name: 'Run now' }).click();
    await expect(page.getByText(/^Last: .*done$/)).toBeVisible();
    await take('9-exports');
    await page.getByRole('button', { name: 'Delete the schedule' }).click();
    await volumes.confirm('Delete');
    await pier.goTo('volumes', 'shop-data', 'inspect');
    await expect(page.getByText('Mountpoint')).toBeVisible();
    await take('10-inspect');
    await pier.goTo('volumes');
    await docker.run(['rm', '-f', 'db', 'api', 'old-worker']);
    await expect(volumes.row('shop-data')).toContainText('Unused');
    await volumes.press('Create volume');
    await page.setViewportSize({ width: 1024, height: 640 });
    await take('11-create-small');
    await page.keyboard.press('Escape');
    await take('12-list-small');
    await docker.run(['volume', 'prune', '-f']);
    await docker.run(['volume', 'rm', 'shop-data', 'shop-search', 'cache', 'uploads', 'shop_db'], {
      allowFailure: true,
    });
  });
}
