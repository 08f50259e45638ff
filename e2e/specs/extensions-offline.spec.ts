import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { axeFindingsInBoth } from '../fixtures/axe.ts';
import { fakeMachine, type HeadlessHost, startHost } from '../fixtures/headless-host.ts';
import { putExtension } from '../fixtures/installed-extension.ts';
import { layoutFindings } from '../fixtures/layout.ts';
import { expect, test } from '../fixtures/pier.ts';
import { PierPage } from '../pages/pier-page.ts';

let host: HeadlessHost;

test.beforeAll(async () => {
  const home = mkdtempSync(join(tmpdir(), 'pier-offline-'));
  await putExtension(home, {
    id: 'org_alone',
    title: 'Alone',
    ui: { 'index.html': '<h1>A page alone</h1>' },
  });
  const project = 'org_helped-desktop-extension';
  await putExtension(home, { id: 'org_helped', title: 'Helped', ui: { 'index.html': 'x' }, project });
  host = await startHost({ home, env: { ...fakeMachine({}), PIER_NO_AUTOSTART: '1' } });
});
test.afterAll(() => host.stop());

async function show(page: Page, place: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, place);
}

/** Whole in both sizes and themes. */
async function look(page: Page): Promise<void> {
  expect(await axeFindingsInBoth(page)).toEqual([]);
  for (const [width, height, colorScheme] of [
    [1440, 900, 'light'],
    [1024, 640, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
    expect(await layoutFindings(page)).toEqual([]);
    if (process.env.PIER_PICTURES) {
      await page.screenshot({ path: `test-results/views/extensions-offline-${width}-${colorScheme}.png` });
    }
  }
}

test('without an engine extensions are there, and what needs one says so', async ({ page }) => {
  await new PierPage(page).open(host.url);
  await show(page, '#/extensions');
  const list = page.getByRole('list', { name: 'Extensions that are installed' });
  await expect(list.getByRole('heading')).toHaveText(['Alone 1.0', 'Helped 1.0']);
  await expect(page.getByRole('status').filter({ hasText: 'The engine does not run.' })).toContainText(
    'Installing, updating and removing',
  );
  await look(page);
  await list.getByRole('listitem').filter({ hasText: 'Alone' }).getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await expect(page.getByRole('dialog')).toContainText('Removing needs the engine');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Marketplace' }).click();
  await page.getByRole('button', { name: 'Install Log explorer' }).click();
  await expect(page.getByRole('dialog')).toContainText('Installing needs the engine');
  await page.keyboard.press('Escape');

  await show(page, '#/extensions/org_alone');
  await expect(page.frameLocator('iframe').getByText('A page alone')).toBeVisible();
  await show(page, '#/extensions/org_helped');
  await expect(page.getByRole('heading', { name: 'Helped needs the engine' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start engine' })).toBeVisible();
});

test('the palette opens what is installed, the marketplace, and an install', async ({ page }) => {
  await new PierPage(page).open(host.url);
  const find = async (text: string, name: string) => {
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.type(text);
    await expect(page.getByRole('option', { selected: true })).toContainText(name);
    await page.keyboard.press('Enter');
  };
  await find('alone', 'Open Alone');
  await expect(page).toHaveURL(/#\/extensions\/org_alone$/);
  await find('marketplace', 'Browse the marketplace of extensions');
  await expect(page).toHaveURL(/#\/extensions\?view=browse$/);
  await find('install ext', 'Install extension…');
  await expect(page.getByRole('dialog', { name: 'Install an extension' })).toBeVisible();
});
