import { expect, test } from '../fixtures/pier.ts';

/** A whole day's work without a mouse. */
test('runs, looks at, stops and removes a container by keyboard alone', async ({ pier, dockerd }) => {
  const { page, containers, runDialog } = pier;
  await expect(pier.heading).toHaveText('No containers yet');
  await expect(async () => {
    await page.keyboard.press('Tab');
    await expect(containers.runButton).toBeFocused({ timeout: 100 });
  }).toPass({ intervals: [10] });
  await page.keyboard.press('Enter');
  await expect(runDialog.image).toBeFocused();
  await page.keyboard.type('busybox:latest');
  await page.keyboard.press('Escape');
  await expect(runDialog.dialog).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.type('keys');
  await page.keyboard.press('Tab');
  await page.keyboard.type(`sh -c 'echo hello; sleep 600'`);
  await page.keyboard.press('Enter');
  await expect(containers.state('keys')).toHaveText('Running');
  // Above it by its time, and where that is the same second by its name.
  await dockerd.docker.run(['create', '--name', 'above', 'busybox', 'true']);
  await expect(containers.rows).toHaveCount(2);

  const row = containers.row('keys');
  await expect(async () => {
    await page.keyboard.press('Tab');
    await expect(containers.rows.locator('xpath=self::*').and(page.locator(':focus'))).toHaveCount(1, {
      timeout: 100,
    });
  }).toPass({ intervals: [10] });
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await expect(row).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(pier.logs.line('hello')).toBeVisible();
  await pier.logs.view.focus();
  await page.keyboard.press('Escape');
  await expect(pier.logs.panel).toHaveCount(0);

  await row.focus();
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menuitem', { name: /^Stop/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(row).toBeFocused();
  await page.keyboard.press('Delete');
  const dialog = page.getByRole('dialog', { name: 'Remove keys?' });
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(row).toHaveCount(0);
});
