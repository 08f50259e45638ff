import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import e2e from './playwright.config.ts';

// One that is misspelt would run nothing, and pass.
for (const name of process.env.PIER_PUBLIC_ONLY?.split(',') ?? []) {
  const file = join(import.meta.dirname, 'public', `${name.trim()}.spec.ts`);
  if (!existsSync(file)) throw new Error(`PIER_PUBLIC_ONLY names '${name}', which has no test.`);
}

/** Extensions that were not written here, in the browser host: `npm run test:public`, see CONTRIBUTING.md. */
export default defineConfig({
  ...e2e,
  testDir: 'public',
  outputDir: '../test-results/e2e-public',
  projects: [{ name: 'public' }],
  // Images of some hundred megabytes are loaded, and some extensions want certain ports of this computer.
  workers: 1,
  retries: 0,
  timeout: 300_000,
  reporter: 'list',
});
