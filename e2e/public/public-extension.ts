import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Frame, Page } from '@playwright/test';
import { pierCache } from '../../vm/files.ts';
import type { DockerCli } from '../fixtures/docker-cli.ts';
import { ensureDockerPlugins, PLUGINS_TIMEOUT_MS } from '../fixtures/docker-plugins.ts';
import { shownFrame } from '../fixtures/extension-frame.ts';
import { externalEngine, type HeadlessHost, startHost } from '../fixtures/headless-host.ts';
import { test as base, expect } from '../fixtures/pier.ts';
import { PierPage } from '../pages/pier-page.ts';

const FOLDER = process.env.PIER_PUBLIC_EXTENSIONS;
const ONLY = process.env.PIER_PUBLIC_ONLY?.split(',').map((name) => name.trim());
const PICTURES = 'test-results/public';

export interface PublicOptions {
  /** The name of its archive, without the ending. */
  archive: string;
  /** As its page is called in the dashboard. */
  title: string;
  /** Of images that it or its compose file wants, and that would come from a registry. */
  standIns?: readonly StandIn[];
}

/** An image of busybox under the name of another, which no registry is asked for. */
export interface StandIn {
  name: string;
  /** Brings its files about, by a shell; left out for none. */
  prepare?: string;
  /** What its containers run, by a shell, whatever they are given; left out for busybox as it is. */
  run?: string;
}

/** An extension that a person installed from a file, and its page. */
export interface PublicExtension {
  page: Page;
  host: HeadlessHost;
  /** The real client against the engine. */
  docker: DockerCli;
  /** The home folder of whoever runs Pier. */
  home: string;
  /** Opens its page, anew where it is open. */
  open(): Promise<Frame>;
  /** Leaves the page by the dashboard's navigation. */
  leave(): Promise<void>;
  theme(name: 'Dark' | 'Light'): Promise<void>;
  /** The window as it is, to be looked at. */
  picture(name: string): Promise<void>;
  /** The page in both themes, to be looked at. Light is left on. */
  pictures(name: string): Promise<void>;
  /** Command lines of what runs on this computer for it, that have a word. */
  running(word: string): string[];
  /** Patterns of what its page writes to the console, which is none of Pier's. */
  allow(pattern: RegExp): void;
}

interface Fixtures {
  options: PublicOptions;
  extension: PublicExtension;
}

/**
 * A test of an extension that was not written here, whose image is `<PIER_PUBLIC_EXTENSIONS>/<archive>.tar`. Without it
 * the test says what is missing; where PIER_PUBLIC_ONLY names it, it fails.
 */
export const test = base.extend<Fixtures>({
  options: [{ archive: '', title: '' }, { option: true }],
  extension: async ({ options, page, dockerd, quietConsole }, use) => {
    const { archive, title, standIns = [] } = options;
    const path = archivePath(archive);
    test.setTimeout(PLUGINS_TIMEOUT_MS);
    await ensureDockerPlugins();
    for (const standIn of standIns) await makeStandIn(dockerd.docker, standIn);
    const home = await mkdtemp(join(tmpdir(), 'pier-public-'));
    const userHome = join(home, 'user');
    await mkdir(userHome);
    const host = await startHost({
      home,
      // What it writes for a person goes there; what was built stays where it is.
      env: { ...externalEngine(dockerd.socket), HOME: userHome, PIER_CACHE: pierCache() },
    });
    // Chromium tells of each request that fails, as those to a network that is not there.
    quietConsole.allow(/Failed to load resource/);
    const dashboard = new PierPage(page);
    await dashboard.open(host.url);
    const navigation = page.getByRole('navigation', { name: 'Main navigation' });
    const theme = async (name: 'Dark' | 'Light') => {
      await page.getByRole('button', { name: 'Theme' }).click();
      await page.getByRole('menuitemradio', { name }).click();
      await expect(page.getByRole('menu')).toBeHidden();
    };
    const picture = async (name: string) => {
      await page.screenshot({ path: `${PICTURES}/${archive}-${name}.png` });
    };
    try {
      await installFromFile(page, path, title);
      await use({
        page,
        host,
        docker: dockerd.docker,
        home: userHome,
        open: async () => {
          await navigation.getByRole('link', { name: title, exact: true }).click();
          return shownFrame(page, title);
        },
        leave: () => navigation.getByRole('link', { name: /^Containers/ }).click(),
        theme,
        picture,
        pictures: async (name) => {
          for (const each of ['Dark', 'Light'] as const) {
            await theme(each);
            await picture(`${name}-${each.toLowerCase()}`);
          }
        },
        running: (word) => commandsOf(userHome).filter((line) => line.split(' ').includes(word)),
        allow: quietConsole.allow,
      });
      await removeExtension(page, title);
    } finally {
      // A page that is still there would complain that its host is gone.
      await page.goto('about:blank');
      await host.stop();
    }
  },
});

function archivePath(archive: string): string {
  const path = FOLDER && join(resolve(FOLDER), `${archive}.tar`);
  const isWanted = ONLY?.includes(archive) ?? false;
  if (path && existsSync(path) && (isWanted || !ONLY)) return path;
  const reason =
    ONLY && !isWanted
      ? `${archive} did not run: PIER_PUBLIC_ONLY names others.`
      : `${archive} did not run: ${path ? `${path} is missing` : 'PIER_PUBLIC_EXTENSIONS names no folder of images'}.`;
  if (isWanted) throw new Error(reason);
  console.log(reason);
  test.skip(true, reason);
  return '';
}

/** Of the processes whose home folder it is. Source: proc(5). */
function commandsOf(home: string): string[] {
  const read = (pid: string, file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8');
    } catch {
      // Ended meanwhile.
      return '';
    }
  };
  return readdirSync('/proc')
    .filter((pid) => read(pid, 'environ').split('\0').includes(`HOME=${home}`))
    .map((pid) => read(pid, 'cmdline').replaceAll('\0', ' ').trim());
}

async function makeStandIn(docker: DockerCli, { name, prepare = 'true', run }: StandIn): Promise<void> {
  const container = 'stand-in';
  await docker.run(['run', '--name', container, 'busybox', 'sh', '-c', prepare]);
  const entrypoint = run ? ['--change', `ENTRYPOINT ${JSON.stringify(['sh', '-c', run])}`] : [];
  await docker.run(['commit', ...entrypoint, '--change', 'CMD ["sh"]', container, name]);
  await docker.run(['rm', container]);
}

/** By the marketplace's dialog, with all that it may do. */
async function installFromFile(page: Page, path: string, title: string): Promise<void> {
  const navigation = page.getByRole('navigation', { name: 'Main navigation' });
  await navigation.getByRole('link', { name: 'Extensions' }).click();
  await page.getByRole('link', { name: 'Marketplace', exact: true }).click();
  await page.getByRole('button', { name: 'Other ways to install' }).click();
  await page.getByRole('menuitem', { name: 'Install from a file' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'File' }).fill(path);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  const install = dialog.getByRole('button', { name: 'Install', exact: true });
  await expect(install.or(dialog.getByRole('alert'))).toBeVisible({ timeout: 120_000 });
  await expect(dialog.getByText(`A page in the dashboard, “${title}”`)).toBeVisible();
  await page.screenshot({ path: `${PICTURES}/${title.toLowerCase().replaceAll(' ', '-')}-install.png` });
  await install.click();
  await expect(dialog).toHaveCount(0, { timeout: 120_000 });
  await expect(navigation.getByRole('link', { name: title, exact: true })).toBeVisible();
}

/** With what it leaves on the engine. */
async function removeExtension(page: Page, title: string): Promise<void> {
  const navigation = page.getByRole('navigation', { name: 'Main navigation' });
  await navigation.getByRole('link', { name: 'Extensions', exact: true }).click();
  const installed = page.getByRole('list', { name: 'Extensions that are installed' });
  await page.getByRole('button', { name: `Actions of ${title}` }).click();
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0, { timeout: 60_000 });
  await expect(navigation.getByRole('link', { name: title, exact: true })).toHaveCount(0);
  await expect(installed).toHaveCount(0);
}

export { expect };
