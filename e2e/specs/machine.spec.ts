import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { importBusybox } from '../fixtures/busybox-image.ts';
import { DockerCli } from '../fixtures/docker-cli.ts';
import { type HeadlessHost, startHost } from '../fixtures/headless-host.ts';
import { PierPage } from '../pages/pier-page.ts';

/** The whole of it: a real machine under QEMU, seen and driven from the dashboard. Emulation takes its time. */
const PATIENCE = 180_000;

const test = base.extend<{ machineHost: HeadlessHost }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from it
  machineHost: async ({}, use) => {
    const host = await startHost({ env: { PIER_DRIVER: 'qemu' } });
    await use(host);
    await host.stop();
  },
});

/** QEMU was given paths of this home. */
function machinesOf(home: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(home);
    } catch {
      return false;
    }
  });
}

test('a machine boots, runs a container of the Run dialog, and stops', async ({ page, machineHost }) => {
  test.setTimeout(PATIENCE * 3);
  const pier = new PierPage(page);
  await pier.open(machineHost.url);
  await expect(pier.heading).toHaveText(/(Setting up|Starting) the engine/);
  await expect(pier.steps.filter({ hasText: 'Starting Docker' })).toBeVisible({ timeout: PATIENCE });
  await expect(pier.enginePill).toHaveAccessibleName(/Engine: Running/, { timeout: PATIENCE });
  await expect(pier.heading).toHaveText('No containers yet');
  await expect(pier.footer).toContainText(/Software emulation|KVM/);
  await expect(pier.footer).toContainText(/Docker \d+\./);
  for (const gauge of [/CPU \d/, /Memory \d/, /Disk \d/]) await expect(pier.footer).toContainText(gauge);

  const docker = new DockerCli(join(machineHost.home, 'run/docker.sock'), join(machineHost.home, 'client'));
  await importBusybox(docker);
  await pier.containers.runButton.click();
  await pier.runDialog.image.fill('busybox');
  await pier.runDialog.name.fill('ferry');
  await pier.runDialog.command.fill(
    `sh -c 'echo ahoy from $(uname -s); trap "exit 0" TERM; sleep 600 & wait'`,
  );
  await pier.runDialog.submit.click();
  await expect(pier.containers.state('ferry')).toHaveText('Running', { timeout: PATIENCE });
  await page.getByRole('button', { name: 'Show logs', exact: true }).click();
  await expect(pier.logs.line('ahoy from Linux')).toBeVisible({ timeout: PATIENCE });

  await pier.containers.button('Stop', 'ferry').click();
  await expect(pier.containers.state('ferry')).toHaveText(/Exited/, { timeout: PATIENCE });

  expect(machinesOf(machineHost.home)).not.toEqual([]);
  await pier.engineAction('Stop engine');
  await expect(pier.heading).toHaveText('The engine is stopped', { timeout: PATIENCE });
  expect(machinesOf(machineHost.home)).toEqual([]);
});
