import type { Locator, Page } from '@playwright/test';

/** The compose projects, one of them, and the dialogs about them. */
export class ComposePage {
  readonly grid: Locator;
  readonly services: Locator;
  readonly upDialog: Locator;
  readonly state: Locator;

  constructor(readonly page: Page) {
    this.grid = page.getByRole('grid', { name: 'Compose projects' });
    this.services = page.getByRole('grid', { name: /^Services of / });
    this.upDialog = page.getByRole('dialog', { name: /^Bring up/ });
    this.state = page.getByTestId('project-state');
  }

  async open(): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Main navigation' })
      .getByRole('link', { name: 'Compose' })
      .click();
  }

  row(name: string): Locator {
    return this.grid.locator(`[data-name="${name}"]`);
  }

  service(name: string): Locator {
    return this.services.locator(`[data-name="${name}"]`);
  }

  /** Of the project that is shown. */
  async chooseForProject(name: string, action: RegExp): Promise<void> {
    await this.page.getByRole('button', { name: `Actions of ${name}`, exact: true }).click();
    await this.page.getByRole('menuitem', { name: action }).click();
  }

  async chooseForService(name: string, action: string | RegExp): Promise<void> {
    await this.service(name)
      .getByRole('button', { name: `Actions of ${name}` })
      .click();
    await this.page.getByRole('menuitem', { name: action }).click();
  }

  /** A button of the dialog that is open. */
  button(dialog: Locator, name: string | RegExp): Locator {
    return dialog.getByRole('button', { name, exact: typeof name === 'string' });
  }
}
