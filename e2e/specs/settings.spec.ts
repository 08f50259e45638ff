import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { axeFindings, axeFindingsInBoth } from '../fixtures/axe.ts';
import { expect, test } from '../fixtures/pier.ts';
import { SettingsPage } from '../pages/settings-page.ts';

test('resources are changed with what that needs, and hold after the restart it offers', async ({
  openFake,
  page,
}) => {
  const pier = await openFake({ bootSteps: [{ id: 'kernel', title: 'Booting the kernel', ms: 300 }] });
  await expect(pier.enginePill).toHaveAccessibleName(/Engine: Running/);
  const settings = new SettingsPage(page);
  await settings.open('Resources');
  await expect(settings.apply).toBeDisabled();
  expect(await axeFindingsInBoth(page)).toEqual([]);
  await settings.amount('Memory (GiB)').fill('1.25');
  await expect(settings.form).toContainText('need a restart of the machine');
  await settings.form.getByRole('button', { name: 'Undo changes' }).click();
  await expect(settings.apply).toBeDisabled();
  await settings.amount('Memory (GiB)').fill('100000');
  await settings.amount('Memory (GiB)').blur();
  await settings.amount('Memory (GiB)').fill('1.25');

  // By the slider's keys as well.
  await settings.slider('Disk limit').focus();
  await page.keyboard.press('ArrowRight');
  await expect(settings.amount('Disk limit (GiB)')).toHaveValue('65 GiB');
  await expect(settings.apply).toHaveText('Apply and restart');
  await settings.apply.click();
  await expect(pier.enginePill).toHaveAccessibleName(/Engine: (Stopping|Starting)/);
  await expect(pier.enginePill).toHaveAccessibleName(/Engine: Running/);
  await expect(settings.amount('Memory (GiB)')).toHaveValue('1.25 GiB');
  await expect(settings.form).not.toContainText('wait for a restart');
  await page.reload();
  await expect(settings.amount('Memory (GiB)')).toHaveValue('1.25 GiB');
});

test('what the machine can follow holds at once; it is paused, resumed and asked for its memory', async ({
  openFake,
  page,
}) => {
  const pier = await openFake({
    live: { cpus: { min: 1, max: 64 }, memoryBytes: { min: 1024 ** 3, max: 64 * 1024 ** 3 } },
    rosetta: true,
  });
  await expect(pier.enginePill).toHaveAccessibleName(/Engine: Running/);
  const settings = new SettingsPage(page);
  await settings.open('Resources');
  await settings.amount('Memory (GiB)').fill('1.25');
  await expect(settings.form).toContainText('At once');
  await expect(settings.form).toContainText('containers keep running');
  await expect(settings.apply).toHaveText('Apply');
  await settings.apply.click();
  const space = page.getByRole('region', { name: 'In use now' });
  await expect(space.getByRole('row', { name: /Memory/ })).toContainText('1.3 GB');
  await expect(pier.enginePill).toHaveAccessibleName(/Engine: Running/);
  await expect(page.getByRole('contentinfo')).toContainText('768 MB given back');
  await space.getByRole('button', { name: 'Reclaim now' }).click();

  const rosetta = page.getByRole('region', { name: 'Containers for Intel' });
  await rosetta.getByRole('switch', { name: 'Use Rosetta' }).click();
  await expect(rosetta).toContainText('from the next start');
  await expect(rosetta.getByRole('button', { name: 'Restart now' })).toBeVisible();
  await rosetta.getByRole('switch', { name: 'Use Rosetta' }).click();
  await expect(rosetta).not.toContainText('from the next start');

  const saver = page.getByRole('region', { name: 'Resource Saver' });
  await saver.getByRole('textbox').fill('7');
  await saver.getByRole('textbox').press('Enter');
  await saver.getByRole('switch').click();
  await expect(saver.getByRole('switch')).not.toBeChecked();
  await page.reload();
  await expect(saver.getByRole('switch')).not.toBeChecked();
  await expect(saver.getByRole('textbox')).toHaveValue('7 min');

  await pier.enginePill.click();
  await page.getByRole('menuitem', { name: 'Pause engine' }).click();
  await expect(pier.enginePill).toHaveAccessibleName(/Engine: Paused/);
  await expect(space.getByRole('button', { name: 'Reclaim now' })).toBeDisabled();
  await page.getByRole('link', { name: 'Containers' }).click();
  await expect(pier.heading).toHaveText('The engine is paused');
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Resume engine' }).click();
  await expect(pier.enginePill).toHaveAccessibleName(/Engine: Running/);
});

test('an engine that is not ours has its resources elsewhere; ports and theme have a place', async ({
  pier,
  host,
  page,
}) => {
  const settings = new SettingsPage(page);
  await settings.open('Resources');
  await expect(pier.heading).toHaveText('These are set elsewhere');
  await settings.open('Network');
  await expect(page.getByRole('radio', { name: 'This computer only' })).toBeDisabled();
  await settings.open('Appearance');
  await page.getByRole('radio', { name: 'Dark' }).check();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await page.getByRole('radio', { name: 'Same as system' }).check();
  expect(() => readFileSync(join(host.home, 'settings.json'))).toThrow();
});

test('folders are shared and no longer shared, at once', async ({ openFake, page }) => {
  await openFake({});
  const settings = new SettingsPage(page);
  await settings.open('File sharing');
  const folders = page.getByRole('list', { name: 'Shared folders' }).getByRole('listitem');
  await expect(folders).toHaveCount(1);
  expect(await axeFindingsInBoth(page)).toEqual([]);
  const add = async (path: string) => {
    await page.getByRole('button', { name: 'Add a folder' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(path);
    await dialog.getByRole('textbox').press('Enter');
    await dialog.getByRole('button', { name: 'Choose this folder' }).click();
  };
  await add('/opt');
  await expect(folders).toHaveCount(2);
  await expect(folders.filter({ hasText: '/opt' })).toContainText('When the machine runs');
  // The machine has its own.
  await add('/usr/share');
  await expect(page.getByText("the machine has a '/usr' of its own")).toBeVisible();
  await expect(folders).toHaveCount(2);
  await page.getByRole('button', { name: 'Remove /opt' }).click();
  await expect(folders).toHaveCount(1);
  await folders.getByRole('button').click();
  await page.getByRole('button', { name: 'Share the home folder' }).click();
  await expect(folders).toHaveCount(1);
});

test('a proxy is checked, kept, and shown as the machine names it; passwords are not', async ({
  openFake,
  page,
}) => {
  await openFake({});
  const settings = new SettingsPage(page);
  await settings.open('Network');
  const proxy = page.getByRole('form', { name: 'Proxy' });
  await expect(proxy).toContainText('No proxy is in use');
  await proxy.getByRole('radio', { name: 'These' }).check();
  const http = proxy.getByLabel('For HTTP', { exact: true });
  await http.fill('ftp://proxy');
  await expect(proxy).toContainText('Write it like http://proxy.example:3128');
  await expect(proxy.getByRole('button', { name: /^Apply/ })).toBeDisabled();
  await http.fill('http://ann:secret@127.0.0.1:3128');
  await proxy.getByLabel('Without a proxy').fill('.corp');
  expect(await axeFindingsInBoth(page)).toEqual([]);
  await proxy.getByRole('button', { name: /^Apply/ }).click();
  await expect(proxy).toContainText('http://***@host.docker.internal:3128');
  await page.reload();
  await expect(proxy).toContainText('is called host.docker.internal in the machine');
  // The docker command has to be told itself.
  await proxy.getByText('Containers made with the docker command').click();
  await expect(proxy.locator('pre')).toContainText('"httpProxy": "http://***@host.docker.internal:3128"');
  await expect(proxy).toContainText('Write the user and password in place of ***');
  await expect(http).toHaveValue('http://ann:secret@127.0.0.1:3128');
});

test('the data disk moves to a folder that is there, and back', async ({ openFake, page }, testInfo) => {
  const pier = await openFake({});
  await expect(pier.enginePill).toHaveAccessibleName(/Engine: Running/);
  const settings = new SettingsPage(page);
  await settings.open('Resources');
  const place = page.getByRole('region', { name: 'Place of the disk' });
  const dialog = page.getByRole('dialog', { name: 'Move the data disk' });
  const folder = testInfo.outputPath('big');
  await place.getByRole('button', { name: 'Move…' }).click();
  await dialog.getByLabel('Folder', { exact: true }).fill(folder);
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(dialog).toContainText('there is no such folder');
  mkdirSync(folder, { recursive: true });
  expect(await axeFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(place).toContainText(folder);
  await expect(pier.enginePill).toHaveAccessibleName(/Engine: Running/);
  await place.getByRole('button', { name: 'Move…' }).click();
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(place).toContainText(/pier-e2e-\w+\/vm/);
});
