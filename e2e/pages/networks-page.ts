import type { Locator, Page } from '@playwright/test';

/** The networks list, its map and its dialogs. */
export class NetworksPage {
  readonly grid: Locator;
  readonly members: Locator;
  readonly filter: Locator;
  readonly createDialog: Locator;
  readonly connectDialog: Locator;
  readonly map: Locator;

  constructor(readonly page: Page) {
    this.grid = page.getByRole('grid', { name: 'Networks' });
    this.members = page.getByRole('grid', { name: /^Containers on / });
    this.filter = page.getByRole('textbox', { name: /^Filter/ });
    this.createDialog = page.getByRole('dialog', { name: 'Create a network' });
    this.connectDialog = page.getByRole('dialog', { name: /^Connect a container/ });
    this.map = page.getByRole('group', { name: 'Map of networks and their containers' });
  }

  async open(): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Main navigation' })
      .getByRole('link', { name: 'Networks' })
      .click();
  }

  row(name: string): Locator {
    return this.grid.locator(`[data-name="${name}"]`);
  }

  member(name: string): Locator {
    return this.members.locator(`[data-name="${name}"]`);
  }

  /** A node of the map. */
  node(name: string | RegExp): Locator {
    return this.map.getByRole('link', { name });
  }

  async choose(name: string, action: string | RegExp): Promise<void> {
    await this.row(name)
      .getByRole('button', { name: `Actions of ${name}` })
      .click();
    await this.page.getByRole('menuitem', { name: action }).click();
  }

  async show(view: 'List' | 'Map'): Promise<void> {
    await this.page.getByText(view, { exact: true }).click();
  }

  field(name: string | RegExp): Locator {
    return this.createDialog.getByLabel(name);
  }

  async submit(dialog: Locator, name: string): Promise<void> {
    await dialog.getByRole('button', { name, exact: true }).click();
  }
}
