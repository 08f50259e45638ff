import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  const registry = await startRegistry({ login: true, tls: true });
  // By an address that nobody takes for this computer's own: its certificate has to be signed by somebody.
  const foreign = registry.host.replace('127.0.0.1', '0.0.0.0');
  const env = {
    ...externalEngine(dockerd.socket),
    HOME: home,
    DOCKER_CONFIG: home,
    // A computer without a keychain.
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${home}/none`,
  };
  const host = await startHost({ env });
  const index = await startIndex();
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

    // A registry with an authority of its own is asked once that is trusted.
    const sections = page.getByRole('navigation', { name: 'Sections of registries' });
    await page.getByRole('link', { name: 'Back to Registries' }).click();
    const signIn = async () => {
      await page.getByRole('button', { name: 'Sign in' }).click();
      await dialog.getByText('Another').click();
      await dialog.getByLabel('Address').fill(foreign);
      await dialog.getByLabel('User').fill(username);
      await dialog.getByLabel('Password or access token').fill(password);
      await page.keyboard.press('Enter');
    };
    await signIn();
    await expect(dialog.getByRole('alert')).toContainText('Mirrors and trust');
    await page.keyboard.press('Escape');
    await sections.getByRole('link', { name: 'Mirrors and trust' }).click();
    await expect(page.getByText('The engine in use is not a machine of Pier.')).toBeVisible();
    await page.getByLabel('Registry').fill('no registry');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Write it like registry.example:5000, or a network')).toBeVisible();
    await page.getByLabel('Registry').fill('http://10.0.0.1:5000/');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove 10.0.0.1:5000' }).click();
    await expect(page.getByRole('button', { name: 'Remove 10.0.0.1:5000' })).toHaveCount(0);
    await page.getByRole('button', { name: 'Add a certificate…' }).click();
    const certificate = page.getByRole('dialog', { name: 'Trust an authority for a registry' });
    await certificate.getByLabel('Registry').fill(foreign);
    await certificate.getByRole('textbox', { name: 'Certificate' }).fill('-----BEGIN PRIVATE KEY-----');
    await certificate.getByRole('button', { name: 'Add' }).click();
    await expect(certificate.getByText('This is no certificate in PEM form')).toBeVisible();
    await certificate.getByRole('textbox', { name: 'Certificate' }).fill(registry.ca);
    await certificate.getByRole('button', { name: 'Add' }).click();
    await expect(page.getByText('CN=test registry')).toBeVisible();
    expect(await axeFindings(page)).toEqual([]);
    await sections.getByRole('link', { name: 'Signed in' }).click();
    await signIn();
    const other = page.getByRole('grid', { name: 'Registries' }).locator(`[data-name="${foreign}"]`);
    await expect(other).toBeVisible();
    await other.click();
    await page.keyboard.press('Delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
    await expect(other).toHaveCount(0);

    // What is found is pulled; what cannot be reached is said.
    await page.keyboard.press('Control+k');
    await page.keyboard.type(`${index.host}/app`);
    await page.getByRole('option', { name: 'Search Docker Hub for' }).click();
    const results = page.getByRole('grid', { name: 'Images on Docker Hub' });
    await expect(results.locator('[data-name="team/app"]')).toContainText('1,234');
    await expect(results.locator('[data-name="nginx"]')).toContainText('Official');
    expect(await axeFindings(page)).toEqual([]);
    index.close();
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Docker Hub cannot be reached' })).toBeVisible();

    await sections.getByRole('link', { name: 'Signed in' }).click();
    await row.click();
    await page.keyboard.press('Delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('heading', { name: 'Not signed in anywhere' })).toBeVisible();
    await docker.run(['rmi', image]);

    // A file that cannot be read any more, as one whose passphrase is lost, keeps nobody from beginning anew.
    writeFileSync(join(host.home, 'credentials.json'), '{');
    await page.reload();
    await page.getByRole('button', { name: 'Remove it…' }).click();
    await page.getByRole('button', { name: 'Remove the logins' }).click();
    await expect(page.getByRole('button', { name: 'Set a passphrase…' })).toBeVisible();
  } finally {
    await page.goto('about:blank');
    await host.stop();
    await registry.stop();
    index.close();
    rmSync(home, { recursive: true });
  }
});

/** An index that is searched as Docker Hub is: an engine asks the one that a search begins with. */
async function startIndex(): Promise<{ host: string; close(): void }> {
  const results = [
    { name: 'team/app', description: '<b>no HTML</b>', star_count: 1234, is_official: false },
    { name: 'nginx', description: 'Official build of Nginx.', star_count: 99, is_official: true },
  ];
  const server = createServer((request, response) => {
    response.setHeader('X-Docker-Registry-Standalone', 'true');
    response.end(JSON.stringify(request.url?.startsWith('/v1/search') ? { results } : true));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
