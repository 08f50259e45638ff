import type { Locator, Page } from '@playwright/test';

export class ContainersPage {
  readonly grid: Locator;
  readonly rows: Locator;
  readonly filter: Locator;
  readonly runButton: Locator;

  constructor(readonly page: Page) {
    this.grid = page.getByRole('grid', { name: 'Containers' });
    this.rows = this.grid.locator('[data-id]');
    this.filter = page.getByRole('textbox', { name: /^Filter/ });
    this.runButton = page.getByRole('button', { name: 'Run container' }).first();
  }

  row(name: string): Locator {
    return this.grid.locator(`[data-name="${name}"]`);
  }

  state(name: string): Locator {
    return this.row(name).getByTestId('state');
  }

  /** A button of the row itself. */
  button(action: string, name: string): Locator {
    return this.row(name).getByRole('button', { name: `${action} ${name}` });
  }

  async choose(name: string, action: string | RegExp): Promise<void> {
    await this.row(name)
      .getByRole('button', { name: `Actions of ${name}` })
      .click();
    await this.page.getByRole('menuitem', { name: action }).click();
  }

  /** The names in the order they are shown. */
  names(): Promise<string[]> {
    return this.rows.evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.name ?? ''));
  }

  sortBy(column: string): Promise<void> {
    return this.grid.getByRole('columnheader', { name: column }).getByRole('button').click();
  }
}
