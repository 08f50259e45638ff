import type { Locator, Page } from '@playwright/test';

export class ContainersPage {
  readonly grid: Locator;
  readonly rows: Locator;
  readonly filter: Locator;
  readonly runButton: Locator;
  /** What can be done with the chosen rows. */
  readonly bulkBar: Locator;

  constructor(readonly page: Page) {
    this.grid = page.getByRole('treegrid', { name: 'Containers' });
    this.rows = this.grid.locator('[data-id]');
    this.filter = page.getByRole('textbox', { name: /^Filter/ });
    this.bulkBar = page.getByRole('toolbar', { name: /selected$/ });
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

  /** The head row of a compose project. */
  project(name: string): Locator {
    return this.grid.locator(`[data-group="${name}"]`);
  }

  select(name: string): Locator {
    return this.row(name).getByRole('checkbox', { name: `Select ${name}` });
  }

  /** Narrows the list to a state. */
  async show(state: string): Promise<void> {
    await this.page.getByRole('radiogroup', { name: 'Show' }).getByText(state, { exact: true }).click();
  }

  /** A cell by its column's title. */
  async cell(name: string, column: string): Promise<Locator> {
    const titles = await this.grid.getByRole('columnheader').allTextContents();
    return this.row(name).getByRole('gridcell').nth(titles.indexOf(column));
  }

  /** The names in the order they are shown. */
  names(): Promise<string[]> {
    return this.rows.evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.name ?? ''));
  }

  sortBy(column: string): Promise<void> {
    return this.grid.getByRole('columnheader', { name: column }).getByRole('button').click();
  }
}
