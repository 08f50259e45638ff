import { expect, test } from './public-extension.ts';

/** Answers as the server's page does, and the command that the extension asks in its container. */
const SERVER = {
  name: 'temporalio/temporal:latest',
  prepare:
    'mkdir -p /www/api/v1/namespaces/default && echo ok >/www/index.html && echo "{}" >/www/api/v1/namespaces/default/workflows && printf "#!/bin/sh\\necho SERVING\\n" >/bin/temporal && chmod +x /bin/temporal',
  run: 'exec httpd -f -p 8233 -h /www',
};

test.use({
  options: { archive: 'temporal', title: 'Temporal', standIns: [SERVER, { name: 'alpine:latest' }] },
});

test('Temporal starts its server, asks it from its page, and stops it', async ({ extension }) => {
  const { docker } = extension;
  let frame = await extension.open();
  await expect(frame.getByText('Stopped').first()).toBeVisible();
  await frame.getByRole('button', { name: 'Start Server' }).click();
  const server = async () => (await docker.run(['ps', '--format', '{{.Names}} {{.Ports}}'])).stdout;
  await expect.poll(server).toMatch(/temporal-dev .*0\.0\.0\.0:8233->8233\/tcp/);
  // It has asked the address that the container publishes on this computer.
  await expect(frame.getByText('Ready on localhost:8233')).toBeVisible({ timeout: 60_000 });
  expect((await docker.run(['volume', 'ls', '-q'])).stdout).toContain('temporal-dev-data');
  // It looks at the theme when it is loaded, and not later.
  await extension.theme('Dark');
  await extension.leave();
  frame = await extension.open();
  await expect(frame.getByText('Ready on localhost:8233')).toBeVisible({ timeout: 60_000 });
  await extension.picture('running-dark');
  await extension.theme('Light');
  await extension.leave();
  frame = await extension.open();
  await expect(frame.getByText('Ready on localhost:8233')).toBeVisible({ timeout: 60_000 });
  await extension.picture('running-light');
  await frame.getByRole('button', { name: 'Stop Server' }).click();
  await expect.poll(server).not.toContain('temporal-dev');
  await expect(frame.getByText('Stopped').first()).toBeVisible();
});
