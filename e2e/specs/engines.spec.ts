import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { axeFindings, axeFindingsInBoth } from '../fixtures/axe.ts';
import { writeContext } from '../fixtures/docker-contexts.ts';
import { fakeMachine, type HeadlessHost, startHost } from '../fixtures/headless-host.ts';
import { layoutFindings } from '../fixtures/layout.ts';
import { expect, test } from '../fixtures/pier.ts';
import { EngineSwitcher } from '../pages/engine-switcher.ts';
import { PierPage } from '../pages/pier-page.ts';

let host: HeadlessHost;
let dockerConfig: string;

test.beforeAll(async ({ dockerd }) => {
  dockerConfig = await mkdtemp(join(tmpdir(), 'pier-contexts-'));
  await writeContext(dockerConfig, {
    name: 'prod-eu',
    host: `unix://${dockerd.socket}`,
    description: 'The shop',
  });
  await writeContext(dockerConfig, { name: 'old', host: 'npipe:////./pipe/docker_engine' });
  host = await startHost({ env: { ...fakeMachine({}), DOCKER_CONFIG: dockerConfig } });
});

test.afterAll(async ({ dockerd }) => {
  await dockerd.docker.run(['rm', '-f', 'shop-web'], { allowFailure: true });
  await host?.stop();
  if (dockerConfig) await rm(dockerConfig, { recursive: true, force: true });
});

test('another engine is shown by mouse and by keyboard, and comes back after it went', async ({
  page,
  dockerd,
}) => {
  await dockerd.docker.run(['create', '--name', 'shop-web', 'busybox', 'true']);
  const pier = new PierPage(page);
  const switcher = new EngineSwitcher(page);
  await pier.open(host.url);
  await expect(switcher.button).toHaveAccessibleName(/^Shown engine: Pier, running/);
  await expect(pier.heading).toHaveText('No containers yet');

  await test.step('by mouse', async () => {
    await switcher.button.click();
    await expect(switcher.item('old')).toBeDisabled();
    await expect(switcher.item('old')).toContainText('npipe');
    expect(await axeFindingsInBoth(page)).toEqual([]);
    await switcher.item('prod-eu').click();
    await expect(switcher.button).toHaveAccessibleName(/^Shown engine: prod-eu, running/);
    await expect(pier.containers.row('shop-web')).toBeVisible();
    await expect(page.locator('[data-engine-colour="production"]').first()).toBeVisible();
    await expect(page.getByText('The engine prod-eu is shown')).toBeVisible();
    await expect(pier.footer).not.toContainText('Memory');
    // A menu covers what is below it until it is gone.
    await expect(switcher.items).toHaveCount(0);
    expect(await layoutFindings(page)).toEqual([]);
  });

  await test.step('tells what it lacks', async () => {
    await switcher.button.click();
    await page.getByRole('menuitem', { name: 'About this engine…' }).click();
    const about = page.getByRole('dialog', { name: 'The engine prod-eu' });
    await expect(about).toContainText('The shop');
    await expect(about).toContainText(`unix://${dockerd.socket}`);
    await expect(about).toContainText('No snapshots');
    await expect(about).toContainText(/Docker\d+\./);
    expect(await axeFindingsInBoth(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(about).toBeHidden();
  });

  await test.step('it goes and comes back', async () => {
    await dockerd.down();
    await expect(pier.heading).toHaveText('The engine prod-eu does not answer');
    await expect(switcher.button).toHaveAccessibleName(/not answering/);
    expect(await axeFindings(page)).toEqual([]);
    await dockerd.boot();
    await expect(pier.containers.row('shop-web')).toBeVisible();
  });

  await test.step('a thing of it is left with it, by keyboard', async () => {
    await pier.containers.row('shop-web').getByRole('link', { name: 'shop-web' }).click();
    await expect(page).toHaveURL(/containers\/[0-9a-f]{64}/);
    await switcher.button.focus();
    await page.keyboard.press('Enter');
    await expect(switcher.item('prod-eu')).toBeVisible();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await expect(switcher.button).toHaveAccessibleName(/^Shown engine: Pier, running/);
    await expect(page).toHaveURL(/#\/containers$/);
    await expect(pier.heading).toHaveText('No containers yet');
  });

  await test.step('a context that docker makes is there at once', async () => {
    await switcher.button.click();
    await expect(switcher.items.first()).toBeVisible();
    await writeContext(dockerConfig, { name: 'just-made', host: `unix://${dockerd.socket}` });
    await expect(switcher.item('just-made')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(switcher.button).toBeFocused();
  });
});
