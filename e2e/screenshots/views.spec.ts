import { expect, test } from '../fixtures/pier.ts';
import type { PierPage } from '../pages/pier-page.ts';
import { runScene } from './scene.ts';

const FOLDER = 'test-results/screenshots';

for (const scheme of ['light', 'dark'] as const) {
  test(`every view, ${scheme}`, async ({ pier, dockerd, openFake, page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    const take = async (name: string) => {
      // No tooltip over what is to be seen.
      await page.mouse.move(2, 400);
      await expect(page.getByRole('tooltip')).toHaveCount(0);
      await page.screenshot({ path: `${FOLDER}/${scheme}-${name}.png`, animations: 'disabled' });
    };
    await expect(pier.heading).toHaveText('No containers yet');
    await take('1-empty');
    await runScene(dockerd.docker);
    await expect(pier.containers.state('worker-1')).toHaveText('Healthy');
    await expect(pier.containers.state('cache')).toHaveText('Paused');
    await take('2-containers');
    await takeDetails(pier, take);
    const failed = await openFake({
      bootSteps: [
        { id: 'kernel', title: 'Booting the kernel', ms: 3000 },
        { id: 'disk', title: 'Checking the data disk', ms: 600 },
      ],
      guestFails: {
        code: 'data_disk_unusable',
        message: 'Mount the data disk: its file system is damaged.',
        hint: 'Run “pier logs” for details; nothing was written to it.',
      },
      consoleLines: [
        '[    1.412201] EXT4-fs error (device vdb): bad superblock',
        'pier-init: cannot mount /dev/vdb',
      ],
    });
    await expect(failed.heading).toHaveText('The engine could not run');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(failed.steps.first()).toBeVisible();
    await take('7-starting');
    await expect(failed.heading).toHaveText('The engine could not run');
    await expect(page.locator('pre')).toBeVisible();
    await take('8-failed');
  });
}

async function takeDetails(pier: PierPage, take: (name: string) => Promise<unknown>): Promise<void> {
  const { containers, logs, page, runDialog } = pier;
  await containers.button('Show logs', 'web').click();
  await expect(logs.line('tides')).toBeVisible();
  await take('3-logs');
  await containers.row('web').getByRole('button', { name: 'Actions of web' }).click();
  await expect(page.getByRole('menuitem', { name: /^Remove/ })).toBeVisible();
  await take('4-menu');
  await page.getByRole('menuitem', { name: /^Remove/ }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await take('5-remove');
  await page.keyboard.press('Escape');
  await containers.runButton.click();
  await runDialog.image.fill('127.0.0.1:9/harbour/none:1');
  await runDialog.command.fill(`sh -c 'echo "ready"'`);
  await runDialog.addPort('8080', '80');
  await runDialog.addVariable('TZ', 'Europe/Oslo');
  await runDialog.submit.click();
  await expect(runDialog.failure).toBeVisible();
  await take('6-run');
}
