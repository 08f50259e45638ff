import { defineConfig } from '@playwright/test';
import e2e from './playwright.config.ts';

/** Pictures of every view for a look by eye: `npx playwright test --config e2e/screenshots.config.ts`. */
export default defineConfig({ ...e2e, testDir: 'screenshots', reporter: 'list', timeout: 180_000 });
