import { expect, test } from './public-extension.ts';

test.use({ options: { archive: 'dalec', title: 'Dalec' } });

test('Dalec has its backend build, and follows what it says', async ({ extension }) => {
  const frame = await extension.open();
  // What may be chosen comes from the backend, a node server at a socket.
  await expect(frame.getByText(/2 selected of \d+ available/)).toBeVisible();
  await frame.getByRole('textbox', { name: 'Image Name' }).fill('mine:1.0');
  await expect(frame.getByText('-t mine:1.0')).toBeVisible();
  await frame.getByRole('button', { name: 'Create Image' }).click();
  // The frontend that it builds with is on a registry: where that cannot be reached, the engine's words are shown.
  await expect(frame.getByText(/^Status: (completed|error: Exited with code \d+)$/)).toBeVisible({
    timeout: 120_000,
  });
  await expect(
    frame.getByText(/Cannot connect to the Docker daemon|buildx component is missing/),
  ).toHaveCount(0);
  await expect(frame.getByText(/ghcr\.io/).last()).toBeVisible();
  await extension.pictures('built');
});
