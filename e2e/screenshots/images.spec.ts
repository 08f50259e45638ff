import { buildImage, clearImages, WASTEFUL } from '../fixtures/image-scene.ts';
import { expect, test } from '../fixtures/pier.ts';

const FOLDER = 'test-results/screenshots';
const SIZES = [
  [1440, 900],
  [1024, 640],
  // 1440×900 at 200 %.
  [720, 450],
] as const;

const FAILING = [
  '# The harbour’s web shop',
  'FROM busybox AS build',
  'WORKDIR /src',
  'COPY . .',
  'RUN echo "compiling 48 modules" && sleep 1',
  'RUN echo "linking" \\',
  '  # the linker is picky',
  '  && echo "error: cannot find -lharbour" >&2 \\',
  '  && exit 2',
  'FROM busybox',
  'COPY --from=build /src/app /app',
].join('\n');

for (const scheme of ['light', 'dark'] as const) {
  for (const [width, height] of SIZES) {
    test(`images, ${scheme}, ${width}×${height}`, async ({ pier, dockerd, page }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height });
      const { docker } = dockerd;
      const { images } = pier;
      const take = async (name: string) => {
        await page.mouse.move(2, 400);
        await expect(page.getByRole('tooltip')).toHaveCount(0);
        await page.screenshot({
          path: `${FOLDER}/images-${scheme}-${width}-${name}.png`,
          animations: 'disabled',
        });
      };
      await buildImage(docker, 'harbour/api:2.3', 'FROM busybox\nRUN head -c 2000000 /dev/zero > /app');
      await buildImage(docker, 'harbour/api:2.4', 'FROM busybox\nRUN head -c 2100000 /dev/zero > /app');
      await buildImage(docker, 'harbour/web:1', WASTEFUL);
      await buildImage(docker, 'moved', 'FROM busybox\nRUN head -c 900000 /dev/zero > /old');
      await buildImage(docker, 'moved', 'FROM busybox\nRUN head -c 800000 /dev/zero > /new');
      for (const tag of ['latest', '2', '2.4.1', 'stable', 'prod']) {
        await docker.run(['tag', 'harbour/api:2.4', `harbour/api:${tag}`]);
      }
      await docker.run([
        'tag',
        'harbour/web:1',
        'ghcr.io/harbour/a-rather-long-organisation/web-frontend:1.0.0-rc.1',
      ]);
      await docker.run(['run', '-d', '--name', 'api', 'harbour/api:2.4', 'sleep', '600']);
      await docker.run(['create', '--name', 'web', 'harbour/web:1']);

      await images.open();
      await expect(images.row('harbour/web:1')).toBeVisible();
      await expect(page.getByText(/images · /)).toBeVisible();
      await take('1-list');
      await images.rows.nth(1).getByRole('checkbox').click();
      await images.rows.nth(2).getByRole('checkbox').click();
      await take('2-chosen');
      await page.getByRole('button', { name: 'Clear selection' }).click();
      await images.choose('harbour/web:1', 'Remove…');
      await expect(images.gain).toBeVisible();
      await take('3-remove');
      await page.keyboard.press('Escape');
      await images.button('Clean up…').click();
      await images.dialog.getByLabel('All images without a container').check();
      await expect(images.gain).toBeVisible();
      await take('4-prune');
      await page.keyboard.press('Escape');
      await images.button('Pull image').click();
      await images.dialog.getByLabel('Image', { exact: true }).fill('127.0.0.1:9/harbour/none:1');
      await images.dialog.getByRole('button', { name: 'Pull', exact: true }).click();
      await expect(images.dialog.getByRole('alert')).toBeVisible();
      await take('5-pull-failed');
      await page.keyboard.press('Escape');
      await images.button('Load…').click();
      await take('6-load');
      await page.keyboard.press('Escape');

      await images.row('harbour/web:1').getByRole('link', { name: 'harbour/web:1' }).click();
      await expect(images.file('/srv')).toBeVisible();
      await images.file('/srv').click();
      await images.file('/srv/app').click();
      await images.file('/var').click();
      await expect(images.file('/var/cache/pkg')).toBeVisible();
      await take('7-layers');
      await page.getByRole('button', { name: /^Wasted space/ }).click();
      await take('8-wasted');
      await images.tab('History').click();
      await expect(page.getByRole('table')).toBeVisible();
      await take('9-history');
      await images.tab('Used by').click();
      await take('a-used-by');
      await images.tab('Configuration').click();
      await take('b-configuration');
      await images.tab('Inspect').click();
      await take('b-inspect');

      await images.open();
      await images.button('Build…').click();
      await images.dialog.getByText('A Dockerfile alone').click();
      await images.dialog.getByLabel('Dockerfile', { exact: true }).fill(FAILING);
      await images.dialog.getByRole('button', { name: 'More options' }).click();
      await images.dialog.getByRole('button', { name: 'Add argument' }).click();
      await take('c-build');
      await images.dialog.getByText('A folder').click();
      await images.dialog.getByRole('button', { name: 'Browse… Folder' }).click();
      await expect(page.getByRole('button', { name: 'Choose this folder' })).toBeEnabled();
      await take('d-folder');
      await page.keyboard.press('Escape');
      await images.dialog.getByText('A Dockerfile alone').click();
      await images.dialog.getByRole('button', { name: 'Build', exact: true }).click();
      await expect(images.buildState).toHaveText('Building');
      await expect(page.getByRole('img', { name: 'Running' })).toBeVisible();
      await take('e-building');
      await expect(images.buildState).toHaveText('Failed', { timeout: 60_000 });
      await expect(images.dockerfileLine(6)).toHaveAttribute('data-failed', 'true');
      await page.getByRole('button', { name: 'Dismiss' }).first().click();
      await take('f-failed');
      await page.goto('about:blank');
      await clearImages(docker);
    });
  }
}
