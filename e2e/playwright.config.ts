import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const CHROMIUM_PATHS = [
  '/usr/lib/chromium/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** The browser of the system; without one Playwright says how to install its own. */
const executablePath = process.env.PIER_CHROMIUM ?? CHROMIUM_PATHS.find((path) => existsSync(path));

const LONG = /(machine|views|under-view|images|keyboard)\.spec\.ts$/;

/** Real Chromium against the built dashboard (`npm run build`) and a dockerd of the tests' own. */
export default defineConfig({
  testDir: 'specs',
  outputDir: '../test-results/e2e',
  // What takes longest begins first: nothing long is left to run alone at the end.
  projects: [
    { name: 'long', testMatch: LONG },
    { name: 'short', testIgnore: LONG },
  ],
  // Each with an engine and a host of its own.
  workers: 3,
  // A busy computer makes a moment long: the gate names what needed it.
  retries: 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json']],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    actionTimeout: 20_000,
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
