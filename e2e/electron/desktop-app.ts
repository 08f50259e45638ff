import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test as base, type ElectronApplication, _electron as electron, type Page } from '@playwright/test';
import { fakeMachine } from '../fixtures/headless-host.ts';

const ROOT = resolve(import.meta.dirname, '../..');

export interface DesktopApp {
  app: ElectronApplication;
  /** The dashboard. */
  page: Page;
  home: string;
  /** Ends it as a person would, and resolves when its process is gone. */
  quit(): Promise<void>;
}

interface Options {
  settings: Record<string, unknown>;
  /** What the machine does: see FakeScript. */
  machine: Parameters<typeof fakeMachine>[0];
}

/** The built app with an installation of its own, and a scripted machine. */
export const test = base.extend<Options & { desktop: DesktopApp }>({
  settings: [{}, { option: true }],
  machine: [{}, { option: true }],
  desktop: async ({ settings, machine }, use) => {
    const executablePath = process.env.PIER_ELECTRON;
    if (!executablePath) throw new Error('Run these by npm run e2e:electron: it knows where the runtime is.');
    const home = await mkdtemp(join(tmpdir(), 'pier-app-'));
    await writeFile(join(home, 'settings.json'), JSON.stringify(settings));
    const app = await electron.launch({
      executablePath,
      // A profile of its own: else the person's own Pier would have the lock of the single instance.
      args: [ROOT, `--user-data-dir=${join(home, 'profile')}`],
      env: { ...(process.env as Record<string, string>), ...fakeMachine(machine), PIER_HOME: home },
    });
    const gone = new Promise<void>((settle) => app.process().once('exit', () => settle()));
    const quit = async () => {
      // The answer is lost with the process.
      await app.evaluate((parts) => parts.app.quit()).catch(() => {});
      await gone;
    };
    try {
      await use({ app, page: await app.firstWindow(), home, quit });
    } finally {
      if (app.process().exitCode === null) await quit();
      if (existsSync(home)) await rm(home, { recursive: true, force: true });
    }
  },
});
