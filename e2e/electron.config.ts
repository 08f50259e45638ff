import { defineConfig } from '@playwright/test';

/** The desktop app in the real runtime: `npm run e2e:electron`, which says so where there is none. */
export default defineConfig({
  testDir: 'electron',
  outputDir: '../test-results/e2e-electron',
  // One app has the lock of a single instance, and the screen.
  workers: 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
});
