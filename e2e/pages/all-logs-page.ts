import type { Locator, Page } from '@playwright/test';
import { LogTools } from './log-tools.ts';

/** The logs of many containers. */
export class AllLogsPage extends LogTools {
  readonly filter: Locator;
  readonly saved: Locator;

  constructor(page: Page) {
    super(page);
    this.filter = page.getByRole('combobox', { name: 'Containers and projects' });
    this.saved = page.getByRole('dialog', { name: 'Saved searches' });
  }

  /** @param name of a project or a container */
  async choose(name: string): Promise<void> {
    await this.filter.click();
    await this.page.getByRole('option', { name, exact: true }).click();
    await this.page.keyboard.press('Escape');
  }

  async openSaved(): Promise<void> {
    await this.button('Saved searches').click();
  }
}
