import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './public-extension.ts';

/** Says of a file what the linter says of one whose base image has no tag, and ends as it does. */
const LINTER = {
  name: 'hadolint/hadolint:latest',
  run: `grep -q "^FROM debian$" /tmp/Dockerfile && echo '[{"line":1,"code":"DL3006","level":"warning","message":"Always tag the version of an image explicitly"}]' && exit 1; exit 0`,
};

test.use({
  options: {
    archive: 'dockerfile-linter',
    title: 'Dockerfile Linter',
    standIns: [LINTER, { name: 'alpine:latest' }],
  },
});

test('Dockerfile Linter takes a file that a person chooses through containers and a volume', async ({
  extension,
}) => {
  const { page, home, docker } = extension;
  writeFileSync(join(home, 'Dockerfile'), 'FROM debian\nRUN true\n');
  const frame = await extension.open();
  await expect.poll(async () => (await docker.run(['volume', 'ls', '-q'])).stdout).toContain('my-vol');
  await frame.getByRole('button', { name: 'Select Dockerfile' }).click();
  const dialog = page.getByRole('dialog', { name: 'Choose a file' });
  await dialog.getByText('Dockerfile', { exact: true }).click();
  const text = frame.getByRole('textbox');
  await expect(text.first()).toHaveValue('FROM debian\nRUN true\n', { timeout: 60_000 });
  await expect(frame.getByText('Always tag the version')).toBeVisible({ timeout: 60_000 });
  await extension.pictures('hints');
  await text.first().fill('FROM debian:12');
  await frame.getByRole('button', { name: 'Lint', exact: true }).click();
  await expect(page.getByText('🎉 All good!')).toBeVisible({ timeout: 60_000 });
  await docker.run(['volume', 'rm', 'my-vol']);
});
