import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { axeFindings, axeFindingsInBoth } from '../fixtures/axe.ts';
import { fakeMachine, type HeadlessHost, startHost } from '../fixtures/headless-host.ts';
import { test as base, expect } from '../fixtures/pier.ts';
import { PierPage } from '../pages/pier-page.ts';
import { TroubleshootPage } from '../pages/troubleshoot-page.ts';

const SECRET = 'planted-where-nobody-looks';

/** A scripted machine with a data disk of a few megabytes. */
const test = base.extend<{ scripted: { host: HeadlessHost; disk: string; docker: string } }>({
  scripted: async ({ page }, use) => {
    const home = mkdtempSync(join(tmpdir(), 'pier-e2e-'));
    const docker = mkdtempSync(join(tmpdir(), 'pier-e2e-docker-'));
    const disk = join(home, 'vm', 'data.raw');
    mkdirSync(join(home, 'vm'));
    writeFileSync(disk, Buffer.alloc(3 * 1024 ** 2, 'first'));
    const env = {
      ...fakeMachine({ consoleLines: ['Linux version 6.12', `login with password=${SECRET}`] }),
      DOCKER_CONFIG: docker,
      DOCKER_HOST: '',
      MY_SERVICE_TOKEN: SECRET,
    };
    const host = await startHost({ home, env });
    const pier = new PierPage(page);
    await pier.open(host.url);
    await expect(pier.enginePill).toHaveAccessibleName(/Engine: Running/);
    await use({ host, disk, docker });
    await page.goto('about:blank');
    await host.stop();
    rmSync(docker, { recursive: true });
  },
});

/** It is not there for the moment in which another takes its place. */
function beginningOf(path: string): string {
  return existsSync(path) ? readFileSync(path).subarray(0, 5).toString() : '';
}

test('checks run when the page opens, and a repair is one click', async ({ scripted, page }) => {
  const trouble = new TroubleshootPage(page);
  await page.getByRole('link', { name: 'Troubleshoot' }).click();
  await expect(trouble.check('engine')).toContainText('Docker 0.0.0-fake');
  await expect(trouble.check('socket').getByRole('img', { name: 'passed' })).toBeVisible();
  await expect(trouble.check('clock').getByRole('img', { name: 'does not apply' })).toBeVisible();
  await expect(trouble.summary).toContainText('worth a look');
  const context = trouble.check('docker-context');
  await expect(context.getByRole('img', { name: 'worth a look' })).toBeVisible();
  expect(await axeFindingsInBoth(page)).toEqual([]);

  await context.getByRole('button', { name: "Use the context 'pier'" }).click();
  await expect(context.getByRole('img', { name: 'passed' })).toBeVisible();
  await expect(context.getByRole('button')).toHaveCount(0);
  expect(JSON.parse(readFileSync(join(scripted.docker, 'config.json'), 'utf8'))).toEqual({
    currentContext: 'pier',
  });

  // What removes the socket is found, and it is served again.
  rmSync(join(scripted.host.home, 'run/docker.sock'));
  await page.getByRole('button', { name: 'Check again' }).click();
  const socket = trouble.check('socket');
  await expect(socket.getByRole('img', { name: 'failed' })).toBeVisible();
  await expect(trouble.summary).toContainText('1 problem');
  await socket.getByRole('button', { name: 'Serve it again' }).click();
  await expect(socket.getByRole('img', { name: 'passed' })).toBeVisible();
});

test('diagnostics are looked at before they are saved, and tell no secrets', async ({
  scripted: _,
  page,
}) => {
  const trouble = new TroubleshootPage(page);
  await trouble.open('Diagnostics');
  await page.getByRole('button', { name: 'Gather diagnostics' }).click();
  await trouble.file('logs/console.log').click();
  const content = page.getByRole('region', { name: 'Content of logs/console.log' });
  await expect(content).toContainText('login with password=[redacted]');
  expect(await axeFindings(page)).toEqual([]);
  await trouble.file('checks.json').click();
  await expect(page.getByRole('region', { name: 'Content of checks.json' })).toContainText('disk-space');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as archive' }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toMatch(/^pier-diagnostics-.*\.tar\.gz$/);
  const tar = gunzipSync(readFileSync(await saved.path())).toString('utf8');
  expect(tar).toContain('Linux version 6.12');
  expect(tar).not.toContain(SECRET);
});

test('a snapshot is made, restored and deleted, each with its name typed', async ({ scripted, page }) => {
  const trouble = new TroubleshootPage(page);
  await trouble.open('Snapshots');
  await expect(page.getByRole('heading', { name: 'No snapshots yet' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Name' }).fill('before');
  await page.keyboard.press('Enter');
  const row = trouble.snapshot('before');
  await expect(row).toContainText(/(Copied|Cloned) in \d+\.\d s · takes 3(\.\d)? MB/);
  expect(await axeFindingsInBoth(page)).toEqual([]);
  writeFileSync(scripted.disk, Buffer.alloc(1024, 'second'));

  await row.getByRole('button', { name: 'Restore' }).click();
  const dialog = page.getByRole('dialog');
  const restore = dialog.getByRole('button', { name: 'Restore' });
  await expect(restore).toBeDisabled();
  await dialog.getByRole('textbox').fill('befor');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await dialog.getByRole('textbox').fill('before');
  await restore.click();
  await expect.poll(() => beginningOf(scripted.disk)).toBe('first');
  await expect.poll(() => existsSync(`${scripted.disk}.previous`)).toBe(false);

  await row.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('textbox').fill('before');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(row).toHaveCount(0);
});

test('all data are exported, and imported by a file that is told first', async ({ scripted, page }) => {
  const trouble = new TroubleshootPage(page);
  const folder = join(scripted.host.home, 'exports');
  await trouble.open('Export and import');
  await page.getByRole('textbox', { name: 'Folder' }).fill(folder);
  await page.getByRole('button', { name: 'Export all data' }).click();
  const name = /pier-data-.*\.tar\.gz$/;
  // The chooser shows what is there when it looks.
  await expect
    .poll(() => existsSync(folder) && readdirSync(folder).some((file) => name.test(file)))
    .toBe(true);
  await page.getByRole('button', { name: /Exported file/ }).click();
  const chooser = page.getByRole('dialog', { name: 'Choose an exported file' });
  await chooser.getByRole('textbox').fill(folder);
  await page.keyboard.press('Enter');
  await chooser.getByRole('button', { name }).click();
  writeFileSync(scripted.disk, Buffer.alloc(1024, 'second'));
  await page.getByRole('button', { name: 'Continue' }).click();
  const dialog = page.getByRole('dialog', { name: /Replace all data/ });
  await expect(dialog).toContainText(/Written on .* by Pier 0/);
  expect(await axeFindings(page)).toEqual([]);
  await dialog.getByRole('textbox').fill('delete my data');
  await dialog.getByRole('button', { name: 'Import' }).click();
  await expect.poll(() => beginningOf(scripted.disk)).toBe('first');

  // A file that is none is told at once.
  await page.getByRole('textbox', { name: 'Exported file' }).fill(join(scripted.host.home, 'vm/data.raw'));
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Could not import the data' })).toBeVisible();
});

test('each reset says what goes, and the last leaves nothing', async ({ scripted, page }) => {
  const trouble = new TroubleshootPage(page);
  const pier = new PierPage(page);
  await trouble.open('Reset');
  expect(await axeFindingsInBoth(page)).toEqual([]);
  await page.getByRole('button', { name: 'Reset settings…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reset settings' }).click();
  await expect(page.getByText('Settings were reset')).toBeVisible();

  await page.getByRole('button', { name: 'Clean engine data…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('0 containers');
  await expect(dialog).toContainText('The data disk, 3');
  expect(await axeFindings(page)).toEqual([]);
  await dialog.getByRole('textbox').fill('delete my data');
  await dialog.getByRole('button', { name: 'Remove all data' }).click();
  await expect.poll(() => existsSync(scripted.disk)).toBe(false);
  await expect(pier.enginePill).toHaveAccessibleName(/Engine: Running/);

  await page.getByRole('button', { name: 'Factory reset…' }).click();
  await dialog.getByRole('textbox').fill('factory reset');
  await dialog.getByRole('button', { name: 'Remove everything' }).click();
  await expect(pier.enginePill).toHaveAccessibleName(/Engine: Not set up/);
  expect(existsSync(join(scripted.host.home, 'settings.json'))).toBe(false);
});

test('an engine that is not ours has its data elsewhere, and checks all the same', async ({ pier, page }) => {
  const trouble = new TroubleshootPage(page);
  await trouble.open('Snapshots');
  await expect(pier.heading).toHaveText('The engine is not a machine of Pier');
  await trouble.open('Checks');
  await expect(trouble.check('engine').getByRole('img', { name: 'passed' })).toBeVisible();
  await expect(trouble.check('hypervisor').getByRole('img', { name: 'does not apply' })).toBeVisible();
  await trouble.open('Logs');
  // Its last lines: a host that has served for long began further up.
  await expect(page.getByText(/^\d{4}-\d\d-\d\dT\S+ +(debug|info) /).first()).toBeVisible();
});

test('a failed engine leads to the checks, and the palette does', async ({ openFake, page }) => {
  await openFake({ guestFails: { code: 'guest_failed', message: 'Mount it: no.', hint: 'Look.' } });
  await page.getByRole('alert').getByRole('link', { name: 'Troubleshoot' }).click();
  const trouble = new TroubleshootPage(page);
  await expect(trouble.check('engine').getByRole('img', { name: 'failed' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('gather diag');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Gather diagnostics' })).toBeVisible();
});
