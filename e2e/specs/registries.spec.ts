import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { axeFindings } from '../fixtures/axe.ts';
import { externalEngine, startHost } from '../fixtures/headless-host.ts';
import { expect, test } from '../fixtures/pier.ts';
import { REGISTRY_USER, startRegistry } from '../fixtures/registry.ts';
import { PierPage } from '../pages/pier-page.ts';

const { username, password } = REGISTRY_USER;

test('signs in to a registry, browses it, pulls from it and signs out', async ({
  dockerd,
  page,
  quietConsole,
}) => {
  void quietConsole;
  test.slow();
  const home = mkdtempSync(join(tmpdir(), 'pier-registries-'));
  const registry = await startRegistry({ login: true });
  const env = {
    ...externalEngine(dockerd.socket),
    HOME: home,
    DOCKER_CONFIG: home,
    // A computer without a keychain.
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${home}/none`,
  };
  const host = await startHost({ env });
  const image = `${registry.host}/team/app:1`;
  try {
    const { docker } = dockerd;
    await docker.run(['login', '-u', username, '--password-stdin', registry.host], { input: password });
    await docker.run(['tag', 'busybox', image]);
    await docker.run(['push', image]);
    await docker.run(['rmi', image]);

    await new PierPage(page).open(host.url);
    await page
      .getByRole('navigation', { name: 'Main navigation' })
      .getByRole('link', { name: 'Registries' })
      .click();
    await expect(page.getByRole('heading', { name: 'Not signed in anywhere' })).toBeVisible();
    expect(await axeFindings(page)).toEqual([]);

    // Where there is no keychain, nothing is kept before there is a passphrase.
    await page.getByRole('button', { name: 'Set a passphrase…' }).click();
    const passphrase = page.getByRole('dialog', { name: 'Set a passphrase for logins' });
    await passphrase.getByLabel('Passphrase', { exact: true }).fill('correct horse');
    await passphrase.getByLabel('Passphrase once more').fill('wrong horse');
    await passphrase.getByRole('button', { name: 'Set passphrase' }).click();
    await expect(passphrase.getByText('This is not the same')).toBeVisible();
    await passphrase.getByLabel('Passphrase once more').fill('correct horse');
    await page.keyboard.press('Enter');
    await expect(passphrase).toHaveCount(0);
    await expect(page.getByText('This computer has no keychain.')).toHaveCount(0);

    await page.getByRole('button', { name: 'Sign in' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sign in to a registry' });
    await dialog.getByText('Another').click();
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await expect(dialog.getByText('Fill this in')).toHaveCount(3);
    await dialog.getByLabel('Address').fill(registry.host);
    await dialog.getByLabel('User').fill(username);
    await dialog.getByLabel('Password or access token').fill('planted-wrong-one');
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await expect(dialog.getByRole('alert')).toContainText('refuses this user and password');
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByLabel('Password or access token').fill(password);
    await page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
    const row = page.getByRole('grid', { name: 'Registries' }).locator(`[data-name="${registry.host}"]`);
    await expect(row).toContainText("Pier's encrypted file");
    await expect(row).toContainText(username);

    await row.getByRole('link', { name: registry.host }).click();
    await page.getByRole('grid', { name: 'Repositories' }).getByRole('link', { name: 'team/app' }).click();
    const tag = page.getByRole('grid', { name: 'Tags' }).locator('[data-name="team/app:1"]');
    expect(await axeFindings(page)).toEqual([]);
    await tag.getByRole('button', { name: /^Pull/ }).click();
    await expect
      .poll(async () => (await docker.run(['images', '-q', image])).stdout.trim(), { timeout: 20_000 })
      .not.toBe('');

    // A page that is loaded anew has everything but the secret, which stands nowhere that a page can read.
    await page.reload();
    await expect(tag).toBeVisible();
    const readable = await page.evaluate(
      () => document.documentElement.outerHTML + JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
    );
    const log = readFileSync(join(host.home, 'logs/backend.log'), 'utf8');
    const kept = readFileSync(join(host.home, 'credentials.json'), 'utf8');
    for (const place of [readable, log, kept]) expect(place).not.toContain('planted');

    await page.getByRole('button', { name: 'Sign out…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Back to Registries' }).click();
    await expect(page.getByRole('heading', { name: 'Not signed in anywhere' })).toBeVisible();
    await docker.run(['rmi', image]);
  } finally {
    await page.goto('about:blank');
    await host.stop();
    await registry.stop();
    rmSync(home, { recursive: true });
  }
});
