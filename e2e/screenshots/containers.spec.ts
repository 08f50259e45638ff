import { expect, test } from '../fixtures/pier.ts';
import { RunDialog } from '../pages/run-dialog.ts';
import { runScene } from './scene.ts';

const FOLDER = 'test-results/screenshots';
const SECTIONS = ['Networking', 'Resources', 'Process', 'Security', 'Health check', 'Labels'];
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 640 },
];

for (const scheme of ['light', 'dark'] as const) {
  test(`the containers list and its form, ${scheme}`, async ({ pier, dockerd, page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    const { docker } = dockerd;
    await runScene(docker);
    for (const [service, script] of [
      ['web', 'sleep 900'],
      ['api', 'while :; do :; done'],
      ['db', 'true'],
    ] as const) {
      const labels = ['project=harbour', `service=${service}`].map(
        (each) => `--label=com.docker.compose.${each}`,
      );
      await docker.run([
        'run',
        '-d',
        '--name',
        `harbour-${service}-1`,
        ...labels,
        'busybox',
        'sh',
        '-c',
        script,
      ]);
    }
    const { containers } = pier;
    await expect(containers.state('worker-1')).toHaveText('Healthy');
    for (const size of SIZES) {
      await page.setViewportSize(size);
      const take = async (name: string) => {
        await page.mouse.move(2, 400);
        await expect(page.getByRole('tooltip')).toHaveCount(0);
        await page.screenshot({
          path: `${FOLDER}/containers-${scheme}-${size.width}-${name}.png`,
          animations: 'disabled',
        });
      };
      await expect(containers.row('web').getByText(/ KB| MB/)).toBeVisible();
      await containers.select('web').check();
      await containers.select('db').check();
      await take('1-list');
      await containers.row('web').getByRole('button', { name: 'Actions of web' }).click();
      await take('2-menu');
      await page.keyboard.press('Escape');
      await containers.bulkBar.getByRole('button', { name: /^Remove/ }).click();
      await take('3-remove');
      await page.keyboard.press('Escape');
      await containers.bulkBar.getByRole('button', { name: 'Clear selection' }).click();
      await containers.choose('db', 'Edit…');
      const dialog = new RunDialog(page, 'Edit db');
      await expect(dialog.image).toHaveValue('postgres:17');
      await dialog.addVariable('POSTGRES_DB', 'harbour');
      await dialog.addRow('From a file…');
      await take('4-general');
      await dialog.addRow('From a file…');
      for (const [index, section] of SECTIONS.entries()) {
        await dialog.section(section);
        if (section === 'Networking') await dialog.addRow('Add network');
        if (section === 'Security') await dialog.addRow('Add device');
        if (section === 'Labels') await dialog.addRow('Add label');
        if (section === 'Health check') await dialog.dialog.getByText('In a shell', { exact: true }).click();
        if (section === 'Resources') await dialog.field('Memory limit').fill('much');
        await take(`${5 + index}-${section.split(' ')[0]?.toLowerCase()}`);
      }
      await page.keyboard.press('Escape');
    }
  });
}
