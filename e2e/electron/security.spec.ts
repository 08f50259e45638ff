import { expect } from '@playwright/test';
import { test } from './desktop-app.ts';

test('a page has nothing of Node, goes nowhere, opens nothing and is granted nothing', async ({
  desktop: { app, page },
}) => {
  expect(
    await page.evaluate(() => ['require', 'process', 'module', 'Buffer'].filter((name) => name in window)),
  ).toEqual([]);
  await page.evaluate(() => {
    window.location.href = 'https://example.invalid/';
  });
  expect(await page.evaluate(() => window.open('file:///etc/passwd'))).toBeNull();
  await expect(page).toHaveURL(/^app:\/\/pier\//);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  const refused = await page.evaluate(() =>
    Notification.requestPermission().then(
      (answer) => answer,
      (error: Error) => error.name,
    ),
  );
  expect(refused).toBe('denied');
});

test('app:// serves the built page and nothing beside it', async ({ desktop: { page } }) => {
  const statusOf = (path: string) => page.evaluate(async (asked) => (await fetch(asked)).status, path);
  expect(await statusOf('/index.html')).toBe(200);
  for (const path of ['/..%2fpackage.json', '/%2e%2e/package.json', '/..%5cpackage.json', '/missing.js']) {
    expect(await statusOf(path), path).toBe(404);
  }
});
