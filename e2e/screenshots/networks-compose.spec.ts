import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDockerPlugins, PLUGINS_TIMEOUT_MS } from '../fixtures/docker-plugins.ts';
import { makeHarbour, removeHarbour } from '../fixtures/harbour.ts';
import { expect, test } from '../fixtures/pier.ts';
import { ComposePage } from '../pages/compose-page.ts';
import { NetworksPage } from '../pages/networks-page.ts';

const FOLDER = 'test-results/screenshots';
const FILE = [
  'services:',
  '  db: {image: busybox, command: sleep 1000, stop_signal: SIGKILL, volumes: ["data:/data"]}',
  '  api: {image: busybox, command: sleep 1000, stop_signal: SIGKILL, depends_on: [db], deploy: {replicas: 2}}',
  '  web: {image: busybox, command: sleep 1000, stop_signal: SIGKILL, ports: ["127.0.0.1::80"], networks: [default, front]}',
  '  seed: {image: busybox, command: "false"}',
  'networks: {front: {}}',
  'volumes: {data: {}}',
];

for (const scheme of ['light', 'dark'] as const) {
  test(`networks, ${scheme}`, async ({ pier, dockerd, page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    const networks = new NetworksPage(pier.page);
    await makeHarbour(dockerd.docker);
    const take = async (name: string) => {
      await page.mouse.move(2, 400);
      await expect(page.getByRole('tooltip')).toHaveCount(0);
      await page.screenshot({ path: `${FOLDER}/${scheme}-networks-${name}.png`, animations: 'disabled' });
    };
    await networks.open();
    await expect(networks.row('front')).toContainText('web-1');
    await take('1-list');
    await page.getByRole('button', { name: 'Create network' }).click();
    await page.getByRole('button', { name: 'Add subnet' }).click();
    await networks.field(/^Subnet, /).fill('10.1.1.1/24');
    await networks.submit(networks.createDialog, 'Create');
    await take('2-create');
    await page.keyboard.press('Escape');
    await networks.show('Map');
    await expect(networks.node(/^web-1,/)).toBeVisible();
    await take('3-map');
    await networks.node(/^data /).focus();
    await take('4-map-lit');
    await networks.node(/^metrics /).click();
    await expect(networks.members).toBeVisible();
    await take('5-network');
    await removeHarbour(dockerd.docker);
  });

  test(`compose, ${scheme}`, async ({ pier, page }) => {
    test.setTimeout(PLUGINS_TIMEOUT_MS);
    await ensureDockerPlugins();
    const folder = await mkdtemp(join(tmpdir(), 'harbour-'));
    const file = join(folder, 'compose.yaml');
    await page.emulateMedia({ colorScheme: scheme });
    const compose = new ComposePage(page);
    const take = async (name: string) => {
      await page.mouse.move(2, 400);
      await expect(page.getByRole('tooltip')).toHaveCount(0);
      await page.screenshot({ path: `${FOLDER}/${scheme}-compose-${name}.png`, animations: 'disabled' });
    };
    await writeFile(file, FILE.join('\n'));
    await compose.open();
    await expect(pier.heading).toHaveText('No Compose projects yet');
    await take('1-empty');
    await page.getByRole('button', { name: 'Up from a file' }).click();
    await compose.upDialog.getByRole('textbox', { name: 'Compose file' }).fill(file);
    await expect(compose.upDialog.getByRole('row', { name: /^web/ })).toBeVisible();
    await compose.upDialog.getByRole('textbox', { name: 'Project name' }).fill('harbour');
    await take('2-up');
    await compose.button(compose.upDialog, 'Up').click();
    await expect(compose.upDialog.getByRole('status').filter({ hasText: 'harbour is up' })).toBeVisible();
    await take('3-output');
    await compose.upDialog.getByRole('link', { name: 'Show project' }).click();
    const changed = FILE.map((line) =>
      line.replace('replicas: 2', 'replicas: 3').replace('  seed:', '  mail:'),
    );
    await writeFile(file, changed.join('\n'));
    await expect(compose.service('mail')).toContainText('Not created');
    await take('4-project');
    await page.getByRole('link', { name: 'Configuration' }).click();
    await expect(page.getByRole('region', { name: 'Configuration of harbour' })).toBeVisible();
    await take('5-configuration');
    await page.getByRole('link', { name: 'Back to Compose' }).click();
    await expect(compose.row('harbour')).toContainText('differ');
    await take('6-list');
    await compose.row('harbour').focus();
    await page.keyboard.press('Delete');
    const down = page.getByRole('dialog', { name: 'Take down harbour?' });
    await down.getByLabel(/^Also delete/).check();
    await take('7-down');
    await down.getByRole('button', { name: /^Take down/ }).click();
    await expect(compose.row('harbour')).toContainText('Down');
    await compose.chooseForProject('harbour', /^Forget/);
    await expect(pier.heading).toHaveText('No Compose projects yet');
    await rm(folder, { recursive: true });
  });
}
