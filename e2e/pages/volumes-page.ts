import type { Locator, Page } from '@playwright/test';

export class VolumesPage {
  readonly grid: Locator;
  readonly rows: Locator;
  readonly filter: Locator;
  readonly dialog: Locator;

  constructor(readonly page: Page) {
    this.grid = page.getByRole('grid', { name: 'Volumes' });
    this.rows = this.grid.locator('[data-id]');
    this.filter = page.getByRole('textbox', { name: /^Filter/ });
    this.dialog = page.getByRole('dialog');
  }

  row(name: string): Locator {
    return this.grid.locator(`[data-name="${name}"]`);
  }

  async choose(name: string, action: string | RegExp): Promise<void> {
    await this.row(name)
      .getByRole('button', { name: `Actions of ${name}` })
      .click();
    await this.page.getByRole('menuitem', { name: action }).click();
  }

  /** A button of the page, not of a dialog. */
  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).first().click();
  }

  /** The act of the open dialog. */
  async confirm(name: string | RegExp): Promise<void> {
    await this.dialog.getByRole('button', { name }).click();
  }
}
