import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './public-extension.ts';

/** Answers to the question whether it is well, as the server does. */
const SERVER = {
  name: 'quay.io/microcks/microcks-uber:latest-extension',
  prepare: 'mkdir -p /www/api && echo ok >/www/api/health && echo "[]" >/www/api/services',
  run: 'exec httpd -f -p 8080 -h /www',
};

test.use({ options: { archive: 'microcks', title: 'Microcks', standIns: [SERVER] } });

test('Microcks keeps its settings by its own programs, and launches and removes its server', async ({
  extension,
}) => {
  const { docker, page, home } = extension;
  const textOf = (path: string) => existsSync(path) && readFileSync(path, 'utf8');
  const folder = join(home, '.microcks-docker-desktop-extension');
  let frame = await extension.open();
  await expect(frame.getByText('Microcks is not running')).toBeVisible();
  // Its own service says a word and ends: nothing is wrong.
  await expect(page.getByText('Its backend is stopped')).toHaveCount(0);
  // Several lines and quotation marks came whole to a program on this computer.
  const properties = () => textOf(join(folder, 'config/application.properties'));
  await expect.poll(properties).toMatch(/^# File: application\.properties\n.*\nasync-api\.enabled=true\n/);
  await frame.getByRole('button', { name: 'Settings' }).click();
  await extension.pictures('settings');
  await frame.getByRole('spinbutton', { name: 'Port Offset' }).fill('11000');
  await frame.getByRole('button', { name: 'Apply' }).click();
  const settings = () => textOf(join(folder, 'microcks-docker-desktop-extension.conf'));
  await expect.poll(settings).toContain('"portOffset":11000');
  await extension.leave();
  frame = await extension.open();
  await frame.getByRole('button', { name: 'Launch Microcks' }).click();
  await expect(page.getByText('Microcks is starting...')).toBeVisible();
  await expect(frame.getByText('RUNNING', { exact: true })).toBeVisible({ timeout: 60_000 });
  const mounts = await docker.run(['inspect', 'microcks', '--format', '{{json .HostConfig.Binds}}']);
  expect(mounts.stdout).toContain(`${folder}/config:/deployments/config`);
  await extension.pictures('running');
  await frame.getByRole('button', { name: 'Stop Microcks' }).click();
  await expect(page.getByText('Stopping Microcks...')).toBeVisible();
  await expect(frame.getByText('STOPPED', { exact: true })).toBeVisible({ timeout: 60_000 });
});
