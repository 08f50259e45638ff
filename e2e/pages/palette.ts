import type { Locator, Page } from '@playwright/test';

export class PaletteDialog {
  readonly dialog: Locator;
  readonly field: Locator;
  readonly options: Locator;

  constructor(readonly page: Page) {
    this.dialog = page.getByRole('dialog', { name: 'Search and commands' });
    this.field = this.dialog.getByRole('combobox');
    this.options = this.dialog.getByRole('option');
  }

  /** Opens it by its keys and types. */
  async search(text: string): Promise<void> {
    await this.page.keyboard.press('Control+k');
    await this.field.fill(text);
  }

  /** The one that Enter performs. */
  get chosen(): Locator {
    return this.dialog.locator('[role="option"][aria-selected="true"]');
  }
}
