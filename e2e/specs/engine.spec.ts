import { expect, test } from '../fixtures/pier.ts';

const BOOT = [
  { id: 'kernel', title: 'Booting the kernel', ms: 1500 },
  { id: 'dockerd', title: 'Starting dockerd', ms: 2500 },
];

test.describe('the engine', () => {
  test('shows the real steps of its boot, then the list', { tag: '@smoke' }, async ({ openFake }) => {
    const pier = await openFake({ bootSteps: BOOT });
    // The first boot may be over before the page is there; this one is seen from its beginning.
    await expect(pier.enginePill).toHaveAccessibleName(/Engine: Running/);
    await pier.engineAction('Stop engine');
    await pier.page.getByRole('button', { name: 'Start engine' }).click();
    await expect(pier.heading).toHaveText('Starting the engine');
    await expect(pier.page.getByTestId('elapsed')).toHaveText(/\d+ s elapsed/);
    await expect(pier.steps.filter({ hasText: 'Starting dockerd' })).toContainText(/\d s/);
    const first = pier.steps.filter({ hasText: 'Booting the kernel' });
    await expect(first.getByRole('img', { name: 'done' })).toBeVisible();
    await expect(pier.enginePill).toHaveAccessibleName(/Engine: Running/);
    await expect(pier.footer).toContainText('Engine running');
    await expect(pier.heading).toHaveText('No containers yet');
  });

  test('tells what holds its boot up, and can be stopped meanwhile', async ({ openFake, page }) => {
    const error = {
      code: 'home_disk_full',
      message: "Keep the machine in '/home/ann/.pier': only 12 MiB are free on that disk.",
      hint: 'Free some space there.',
    } as const;
    const pier = await openFake({
      bootSteps: [{ id: 'kernel', title: 'Booting Linux', ms: 10_000_000 }],
      bootTrouble: { error, afterMs: 500, forMs: 10_000_000 },
      shutdownMs: 100,
    });
    await expect(page.getByRole('alert')).toContainText('only 12 MiB are free on that disk.');
    await expect(page.getByRole('alert')).toContainText('Free some space there.');
    await expect(pier.heading).toHaveText('Starting the engine');
    await pier.engineAction('Stop engine');
    await expect(pier.heading).toHaveText('The engine is stopped');
    await expect(page.getByRole('alert')).toHaveCount(0);
  });

  test('shows the last lines of a machine that died in its boot once', async ({ openFake }) => {
    const pier = await openFake({
      neverReady: true,
      crashAfterMs: 500,
      consoleLines: ['Kernel panic - not syncing: <b>VFS</b>'],
    });
    await expect(pier.heading).toHaveText('The engine could not run');
    await expect(pier.page.locator('pre')).toHaveText('Kernel panic - not syncing: <b>VFS</b>');
    await expect(pier.page.getByText('Kernel panic')).toHaveCount(1);
  });

  test('stops, starts and restarts from its menu', async ({ openFake }) => {
    const pier = await openFake({ bootSteps: [{ id: 'kernel', title: 'Booting the kernel', ms: 1500 }] });
    await expect(pier.enginePill).toHaveAccessibleName(/Engine: Running/);
    for (const gauge of ['CPU', 'Memory', 'Disk']) await expect(pier.footer).toContainText(gauge);
    await pier.engineAction('Stop engine');
    await expect(pier.heading).toHaveText('The engine is stopped');
    await expect(pier.footer).not.toContainText('Memory');
    await pier.page.getByRole('button', { name: 'Start engine' }).click();
    await expect(pier.enginePill).toHaveAccessibleName(/Engine: Running/);
    await pier.engineAction('Restart engine');
    await expect(pier.heading).toHaveText(/(Stopping|Starting) the engine/);
    await expect(pier.enginePill).toHaveAccessibleName(/Engine: Running/);
  });

  test('tells why it failed, what the machine said last, and tries again', async ({ openFake }) => {
    const pier = await openFake({
      bootSteps: [{ id: 'disk', title: 'Checking the data disk', ms: 1000 }],
      guestFails: {
        code: 'data_disk_newer',
        message: 'Use the data disk: it was made by a newer Pier.',
        hint: 'Update Pier.',
      },
      consoleLines: ['pier-init: label pier-data-2 <b>not</b> known'],
    });
    await expect(pier.heading).toHaveText('The engine could not run');
    const alert = pier.page.getByRole('alert').first();
    await expect(alert).toContainText('it was made by a newer Pier');
    await expect(alert).toContainText('Update Pier.');
    await expect(pier.page.locator('pre')).toContainText('pier-data-2 <b>not</b> known');
    await pier.page.getByRole('button', { name: 'Show console log' }).click();
    const logs = pier.page.getByRole('dialog', { name: 'Logs' });
    await expect(logs).toContainText('pier-data-2 <b>not</b> known');
    await pier.page.keyboard.press('Escape');
    await pier.page.getByRole('button', { name: 'Try again' }).click();
    await expect(pier.steps.filter({ hasText: 'Checking the data disk' })).toBeVisible();
    await expect(pier.heading).toHaveText('The engine could not run');
    await expect(pier.steps.last().getByRole('img', { name: 'failed' })).toBeVisible();
  });

  test('an engine that goes silent leaves its list in sight and is followed back', async ({
    openFake,
    dockerd,
  }) => {
    const pier = await openFake({ endpoint: dockerd.endpoint });
    await dockerd.docker.run(['create', '--name', 'steady', 'busybox', 'true']);
    await expect(pier.containers.row('steady')).toBeVisible();
    await dockerd.down();
    await expect(
      pier.page
        .getByRole('status')
        .filter({ hasText: /engine/i })
        .first(),
    ).toBeVisible();
    await expect(pier.containers.row('steady')).toBeVisible();
    await dockerd.boot();
    await dockerd.docker.run(['rm', 'steady']);
    await expect(pier.heading).toHaveText('No containers yet');
  });
});
