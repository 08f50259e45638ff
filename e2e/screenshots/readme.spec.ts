import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { importBusybox } from '../fixtures/busybox-image.ts';
import { DockerCli } from '../fixtures/docker-cli.ts';
import { startHost } from '../fixtures/headless-host.ts';
import { PierPage } from '../pages/pier-page.ts';
import { runScene } from './scene.ts';

/** The README's picture: a real machine, real containers. */
test('the containers view of a real machine', async ({ page }) => {
  test.setTimeout(900_000);
  const host = await startHost({ env: { PIER_DRIVER: 'qemu' } });
  try {
    const pier = new PierPage(page);
    await pier.open(host.url);
    await expect(pier.enginePill).toHaveAccessibleName(/Engine: Running/, { timeout: 300_000 });
    const docker = new DockerCli(join(host.home, 'run/docker.sock'), join(host.home, 'client'));
    await importBusybox(docker);
    await runScene(docker);
    await expect(pier.containers.state('worker-1')).toHaveText('Healthy', { timeout: 120_000 });
    await pier.containers.button('Show logs', 'web').click();
    await expect(pier.logs.line('tides')).toBeVisible();
    await page.mouse.move(2, 400);
    await page.screenshot({ path: 'assets/screenshot.png', animations: 'disabled' });
  } finally {
    await host.stop();
  }
});
