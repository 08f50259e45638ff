import type { Locator, Page } from '@playwright/test';
import { ContainerPage } from './container-page.ts';
import { ContainersPage } from './containers-page.ts';
import { FileBrowser } from './file-browser.ts';
import { ImagesPage } from './images-page.ts';
import { LogsPanel } from './logs-panel.ts';
import { RunDialog } from './run-dialog.ts';
import { VolumesPage } from './volumes-page.ts';

/** The dashboard's frame: header, banner, notifications, status bar. */
export class PierPage {
  readonly container: ContainerPage;
  readonly containers: ContainersPage;
  readonly images: ImagesPage;
  readonly runDialog: RunDialog;
  readonly logs: LogsPanel;
  readonly files: FileBrowser;
  readonly volumes: VolumesPage;
  readonly heading: Locator;
  readonly enginePill: Locator;
  readonly footer: Locator;
  readonly steps: Locator;

  constructor(readonly page: Page) {
    this.container = new ContainerPage(page);
    this.containers = new ContainersPage(page);
    this.images = new ImagesPage(page);
    this.runDialog = new RunDialog(page);
    this.logs = new LogsPanel(page);
    this.files = new FileBrowser(page);
    this.volumes = new VolumesPage(page);
    this.heading = page.getByRole('heading', { level: 2 }).first();
    this.enginePill = page.getByRole('button', { name: /^Engine: / });
    this.footer = page.getByRole('contentinfo');
    this.steps = page.getByRole('list', { name: 'Start-up steps' }).getByRole('listitem');
  }

  /** @param url with the token, which signs the browser in */
  async open(url: string): Promise<void> {
    await load(this.page, url);
  }

  banner(text: string | RegExp): Locator {
    return this.page.getByRole('status').filter({ hasText: text });
  }

  /** A failure that is told in the corner. */
  failure(text: string | RegExp): Locator {
    return this.page.getByRole('alert').filter({ hasText: text });
  }

  async engineAction(name: string): Promise<void> {
    await this.enginePill.click();
    await this.page.getByRole('menuitem', { name }).click();
  }

  async chooseTheme(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Theme' }).click();
    await this.page.getByRole('menuitemradio', { name }).click();
  }

  /** By its address. */
  async goTo(...parts: string[]): Promise<void> {
    await this.page.evaluate(
      (hash) => {
        window.location.hash = hash;
      },
      `/${parts.map(encodeURIComponent).join('/')}`,
    );
  }
}

/** Opens an address. Chromium breaks a load off when an address of this computer comes or goes, as with each container. */
export async function load(page: Page, url: string): Promise<void> {
  await page.goto(url).catch(async (error: Error) => {
    if (!/ERR_NETWORK_CHANGED|chrome-error:/.test(error.message)) throw error;
    await page.goto(url);
  });
}
