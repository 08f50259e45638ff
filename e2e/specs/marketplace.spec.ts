import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { EXTENSION_LABEL } from '../../shared/model/extension-labels.ts';
import { axeFindingsInBoth } from '../fixtures/axe.ts';
import { importExtension } from '../fixtures/extension-image.ts';
import { externalEngine, type HeadlessHost, startHost } from '../fixtures/headless-host.ts';
import { putExtension } from '../fixtures/installed-extension.ts';
import { layoutFindings } from '../fixtures/layout.ts';
import { expect, test } from '../fixtures/pier.ts';
import { PierPage } from '../pages/pier-page.ts';

const PICTURES = 'test-results/views';
const PROJECT = 'org_crashing-desktop-extension';
const LONG = 'a-name-that-somebody-made-by-a-script-and-nobody-ever-meant-to-read-0123456789';
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#7a4fd0"/><circle cx="16" cy="16" r="8" fill="#fff"/></svg>`;
const shot = (colour: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 500" width="800" height="500"><rect width="800" height="500" fill="${colour}"/><rect x="40" y="40" width="720" height="60" fill="#fff"/></svg>`;

/** What a publisher wrote, with what must not come through. */
const DESCRIPTION = `<h1 id="app">Scans</h1><p style="color:red" onclick="window.harm=1">Finds <b>faults</b> in images.</p>
<script>window.harm = 1</script><img src="https://evil.example/x.png" onerror="window.harm=1"><iframe src="https://evil.example"></iframe>
<ul><li><a href="https://docs.example/a">Manual</a></li><li><a href="javascript:window.harm=1">Bad</a></li></ul>`;

let home: string;
let host: HeadlessHost;
let server: Server;
let address: string;
/** What the catalogue's server answers with, by path. */
const served = new Map<string, string>();

test.beforeAll(async ({ dockerd }) => {
  server = createServer((request, response) => {
    const body = served.get(request.url ?? '');
    if (body === undefined) response.writeHead(404);
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/extensions.json`;
  served.set('/icon.svg', ICON);
  served.set('/one.svg', shot('#0c7a87'));
  served.set('/two.svg', shot('#7a4fd0'));
  const scanner = {
    image: 'org/scanner',
    title: 'Image Scanner',
    description: 'Looks through images for what is known to be wrong with them.',
    vendor: 'The scanning company',
    categories: ['security', 'testing-tools'],
    icon: 'icon.svg',
    screenshots: [
      { alt: 'The list of faults', url: 'one.svg' },
      { alt: 'One fault', url: 'two.svg' },
      { alt: 'Gone', url: 'gone.svg' },
    ],
    detailedDescription: DESCRIPTION,
    changelog: 'First line\nSecond line',
    publisherUrl: 'https://scanner.example',
    additionalUrls: [{ title: 'Support', url: 'https://scanner.example/support' }],
    versions: ['1.0'],
  };
  const long = {
    image: `org/${LONG}`,
    title: `${LONG} ${LONG}`,
    description: `${LONG} `.repeat(6),
    vendor: LONG,
  };
  served.set(
    '/extensions.json',
    JSON.stringify({ name: 'Ours', extensions: [scanner, long, { image: '?' }] }),
  );
  home = mkdtempSync(join(tmpdir(), 'pier-market-'));
  const extensionCatalogues = [address, join(home, 'gone.json')];
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ extensionCatalogues }));
  await importExtension(dockerd.docker, {
    name: 'org/scanner:1.0',
    metadata: {
      icon: 'icon.svg',
      ui: { 'dashboard-tab': { title: 'Image Scanner', src: 'index.html', root: '/ui' } },
      host: { binaries: [{ linux: [{ path: '/host/scan' }] }] },
    },
    files: {
      'icon.svg': ICON,
      'ui/index.html': '<h1>Page of the scanner</h1>',
      'host/scan': '#!/bin/sh\necho ok\n',
    },
    labels: {
      [EXTENSION_LABEL.title]: 'Image Scanner',
      [EXTENSION_LABEL.vendor]: 'The scanning company',
      [EXTENSION_LABEL.apiVersion]: '>= 9.0.0',
    },
  });
  await putExtension(home, {
    id: 'org_crashing',
    title: 'Crashing',
    ui: { 'index.html': 'x' },
    project: PROJECT,
    abilities: [
      { kind: 'page', title: 'Crashing' },
      { kind: 'docker-commands' },
      {
        ...{
          kind: 'container',
          service: 'service',
          image: 'org/crashing:1.0',
          privileged: true,
          capabilities: [],
        },
        mounts: [
          { source: '/var/run/docker.sock', target: '/var/run/docker.sock', readOnly: false, kind: 'engine' },
          { source: '/var/lib', target: '/host', readOnly: true, kind: 'host' },
        ],
        ...{ ports: ['8080:80/tcp'], shares: [], devices: [], others: [] },
      },
      { kind: 'host-program', name: 'tool', sha256: 'ab'.repeat(32), sizeBytes: 2048 },
    ],
    runs: [
      {
        at: Date.now() - 60_000,
        times: 12,
        firstAt: Date.now() - 600_000,
        where: 'docker',
        command: 'docker ps -a',
        refused: false,
        exitCode: 0,
        durationMs: 80,
      },
      { at: Date.now() - 5000, where: 'host', command: 'tool --all', refused: true, durationMs: 0 },
      {
        at: Date.now() - 4000,
        where: 'container',
        command: 'cat /x',
        refused: false,
        exitCode: 3,
        durationMs: 9,
      },
    ],
  });
  await dockerd.docker.run(
    [
      ...['run', '--name', `${PROJECT}-service`, '--label', `com.docker.compose.project=${PROJECT}`],
      ...['--label', 'com.docker.compose.service=service', '--label', `${EXTENSION_LABEL.isExtension}=true`],
      ...['busybox', 'sh', '-c', 'echo cannot listen: address in use; exit 3'],
    ],
    { allowFailure: true },
  );
  host = await startHost({ home, env: externalEngine(dockerd.socket) });
});

test.afterAll(async ({ dockerd }) => {
  // Others go on with this engine.
  await dockerd.docker.run(['rm', '-fv', `${PROJECT}-service`], { allowFailure: true });
  await dockerd.docker.run(['rmi', '-f', 'org/scanner:1.0'], { allowFailure: true });
  await host.stop();
  server.close();
});

async function open(page: Page, query: string): Promise<void> {
  await new PierPage(page).open(host.url);
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#/extensions${query}`);
}

/** Whole in both sizes and themes, and left as pictures. */
async function look(page: Page, name: string): Promise<void> {
  expect(await axeFindingsInBoth(page)).toEqual([]);
  for (const size of ['wide', 'small'] as const) {
    await page.setViewportSize(size === 'wide' ? { width: 1440, height: 900 } : { width: 1024, height: 640 });
    expect(await layoutFindings(page), `${name}, ${size}`).toEqual([]);
    const colorScheme = size === 'wide' ? 'light' : 'dark';
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
    await page.screenshot({ path: `${PICTURES}/${name}-${size}-${colorScheme}.png` });
  }
}

test('the marketplace is searched, tells what cannot be read, and an extension of it is looked at', async ({
  page,
  quietConsole,
}) => {
  // Chromium tells what its policy would keep from running, also of a document that is only being cleaned.
  quietConsole.allow(/inline (?:style|event handler) violates/);
  await open(page, '?view=browse');
  const list = page.getByRole('list', { name: 'Extensions of the marketplace' });
  const card = list.getByRole('listitem').filter({ hasText: 'Image Scanner' });
  await expect(card).toContainText('by The scanning company');
  await expect(card.locator('img')).toHaveAttribute('src', /^data:image\/svg\+xml;base64,/);
  await expect(page.getByText('gone.json” cannot be read')).toBeVisible();
  await expect(page.getByText('1 entry of the catalogue “Ours” cannot be understood')).toBeVisible();
  // Pier's own are there as well.
  await expect(list.getByRole('listitem').filter({ hasText: 'Aqua Trivy' })).toBeVisible();
  await look(page, 'extensions-browse');
  const search = page.getByRole('textbox', { name: 'Search extensions' });
  await search.fill('scanning SECURITY');
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await expect(page).toHaveURL(/search=scanning/);
  await search.fill('nothing of that kind');
  await page.getByRole('button', { name: 'Clear filter' }).last().click();
  await page.getByRole('combobox', { name: 'Category' }).click();
  await page.getByRole('option', { name: /^Testing tools/ }).click();
  await expect(card).toBeVisible();
  await card.getByRole('link').click();
  // Its own words, and nothing else of what was written.
  await expect(page.getByRole('heading', { name: 'Image Scanner', level: 2 })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Scans', level: 4 })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Manual' })).toHaveAttribute('rel', /noopener/);
  await expect(page.getByRole('link', { name: 'Bad' })).toHaveCount(0);
  const main = page.getByRole('main');
  await expect(
    main.locator('script, iframe, [style*="color:red"], #app, [onclick], img[src*="evil"]'),
  ).toHaveCount(0);
  expect(await page.evaluate(() => (window as { harm?: number }).harm)).toBeUndefined();
  // Pictures: those that there are, by keys.
  await expect(page.getByRole('button', { name: /^Show larger/ })).toHaveCount(2);
  await look(page, 'extension-about');
  await page.getByRole('button', { name: 'Show larger: The list of faults' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'The list of faults' });
  await expect(dialog.getByRole('img', { name: 'The list of faults' })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('dialog', { name: 'One fault' })).toContainText('2 of 2');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Show larger: The list of faults' })).toBeFocused();
});

test('it is installed with what a person lets it do, changed, and removed', async ({
  page,
  quietConsole,
}) => {
  quietConsole.allow(/inline (?:style|event handler) violates/);
  await open(page, '?extension=org/scanner');
  await page.getByRole('button', { name: 'Install', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Install Image Scanner' });
  await expect(dialog.getByText('It wants version >= 9.0.0')).toBeVisible();
  await expect(dialog.getByText(/^SHA-256 [0-9a-f]{64}$/)).toBeVisible();
  await expect(dialog.getByRole('switch', { name: 'Run docker commands' })).toBeChecked();
  await look(page, 'extension-install');
  await dialog.getByRole('switch', { name: 'Run its programs on this computer' }).click();
  await dialog.getByRole('button', { name: 'Install' }).click();
  await expect(dialog).toHaveCount(0);
  await page.getByRole('link', { name: 'Permissions' }).click();
  const programs = page.getByRole('switch', { name: 'Run its programs on this computer' });
  await expect(programs).not.toBeChecked();
  await programs.click();
  await page.reload();
  await expect(programs).toBeChecked();
  await page.getByRole('link', { name: 'Back to Extensions' }).click();
  const item = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: 'Image Scanner' }) });
  await item.getByRole('button', { name: 'Actions of Image Scanner' }).click();
  await page.getByRole('menuitem', { name: 'Disable' }).click();
  await expect(item.getByText('Disabled')).toBeVisible();
  await item.getByRole('button', { name: 'Actions of Image Scanner' }).click();
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  const removal = page.getByRole('dialog', { name: 'Remove Image Scanner?' });
  await expect(removal.getByText('org/scanner:1.0')).toBeVisible();
  await removal.getByRole('button', { name: 'Remove' }).click();
  await expect(item).toHaveCount(0);
  // By hand: what is no image's name is told, and so is what is no extension.
  await page.getByRole('link', { name: 'Marketplace' }).click();
  await page.getByRole('button', { name: 'Other ways to install' }).click();
  await page.getByRole('menuitem', { name: 'Install from an image' }).click();
  const byHand = page.getByRole('dialog', { name: 'Install an extension' });
  await byHand.getByRole('textbox', { name: 'Image' }).fill('NO NAME');
  await page.keyboard.press('Enter');
  await expect(byHand.getByText('Name it like')).toBeVisible();
  await byHand.getByRole('textbox', { name: 'Image' }).fill('busybox:latest');
  await page.keyboard.press('Enter');
  const failed = page.getByRole('dialog', { name: 'Install busybox:latest' });
  await expect(failed.getByRole('alert')).toContainText('It cannot be installed');
  await failed.getByRole('button', { name: 'Back' }).click();
  await expect(byHand.getByRole('textbox', { name: 'Image' })).toHaveValue('busybox:latest');
});

test('one whose backend keeps failing is shown with its last words, what it may do, and what it ran', async ({
  page,
}) => {
  await open(page, '');
  const list = page.getByRole('list', { name: 'Extensions that are installed' });
  await list.getByRole('link', { name: 'Backend failing' }).click();
  const failure = page.getByRole('alert').filter({ hasText: 'Crashing keeps failing' });
  await expect(failure).toContainText('cannot listen: address in use');
  await expect(failure.getByRole('button', { name: 'Restart it' })).toBeVisible();
  await look(page, 'extension-failing');
  await page.getByRole('link', { name: 'Permissions' }).click();
  await expect(page.getByText('Has Docker’s own socket')).toBeVisible();
  await expect(page.getByText('Has all rights on the engine’s computer')).toBeVisible();
  await expect(page.getByText('Reads /var/lib of the engine’s computer, as /host')).toBeVisible();
  await look(page, 'extension-permissions');
  await page.getByRole('link', { name: 'Activity' }).click();
  const runs = page.getByRole('grid', { name: 'What it ran' });
  await expect(runs.getByRole('row').filter({ hasText: 'docker ps -a' })).toContainText('12 times');
  await expect(runs).toContainText('Code 3');
  await look(page, 'extension-activity');
  await page.getByText('Refused', { exact: true }).first().click();
  await expect(runs.getByRole('row').filter({ hasText: 'tool --all' })).toBeVisible();
  await expect(runs).not.toContainText('docker ps -a');
});
