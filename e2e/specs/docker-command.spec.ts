import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { axeFindingsInBoth } from '../fixtures/axe.ts';
import { fakeMachine, startHost } from '../fixtures/headless-host.ts';
import { expect, test } from '../fixtures/pier.ts';
import { PierPage } from '../pages/pier-page.ts';
import { SettingsPage } from '../pages/settings-page.ts';

test('Pier is offered to the docker command once, used, and given back in the settings', async ({ page }) => {
  // A person's own installation: another one touches nothing of the docker command by itself.
  const person = mkdtempSync(join(tmpdir(), 'pier-e2e-person-'));
  const config = join(person, '.docker/config.json');
  mkdirSync(join(person, '.docker'));
  writeFileSync(config, '{"auths": {}}');
  const image = join(person, 'cache/images/one/cli');
  mkdirSync(image, { recursive: true });
  for (const name of ['docker-compose', 'docker-buildx']) {
    writeFileSync(join(image, name), '#!/bin/sh\n', { mode: 0o755 });
  }
  const host = await startHost({
    home: join(person, '.pier'),
    env: {
      ...fakeMachine({}),
      HOME: person,
      PIER_CACHE: join(person, 'cache'),
      DOCKER_HOST: '',
      DOCKER_CONFIG: '',
      SHELL: '/bin/bash',
    },
  });
  try {
    const pier = new PierPage(page);
    await pier.open(host.url);
    const offer = page.getByRole('status').filter({ hasText: 'Use Pier in your terminal?' });
    await expect(offer).toContainText('its default');
    if (process.env.PIER_PICTURES) await picture('offer');
    await offer.getByRole('button', { name: 'Use Pier' }).click();
    await expect(offer).toHaveCount(0);
    expect(JSON.parse(readFileSync(config, 'utf8'))).toEqual({ auths: {}, currentContext: 'pier' });

    await new SettingsPage(page).open('Docker command');
    const engine = page.getByRole('region', { name: 'Engine of the docker command' });
    await expect(engine).toContainText('It uses Pier');
    const plugin = page.getByRole('region', { name: '“docker pier”' });
    await plugin.getByRole('button', { name: 'Add' }).click();
    await expect(plugin.getByRole('button', { name: 'Remove' })).toBeVisible();
    const programs = page.getByRole('region', { name: 'Programs' });
    await expect(programs).toContainText('~/.bashrc');
    expect(await axeFindingsInBoth(page)).toEqual([]);
    if (process.env.PIER_PICTURES) await picture('settings');

    // What the docker command itself changes is seen.
    writeFileSync(config, '{"currentContext": "gone"}');
    await expect(engine).toContainText('“gone”');
    await engine.getByRole('button', { name: 'Use Pier' }).click();
    await expect(engine).toContainText('It uses Pier');
    await engine.getByRole('button', { name: 'As before Pier' }).click();
    await expect(engine).toContainText('It uses another engine');
    await page.getByRole('link', { name: 'Containers' }).click();
    await expect(pier.heading).toHaveText('No containers yet');
    await expect(offer).toHaveCount(0);
  } finally {
    await page.goto('about:blank');
    await host.stop();
    rmSync(person, { recursive: true, force: true });
  }

  async function picture(name: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const [width, height] of [
        [1024, 640],
        [1440, 900],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height });
        const path = `test-results/views/docker-${name}-${colorScheme}-${width}.png`;
        await page.screenshot({ path, animations: 'disabled', fullPage: true });
      }
    }
  }
});
