import type { Locator, Page } from '@playwright/test';

export class SettingsPage {
  readonly form: Locator;
  readonly apply: Locator;

  constructor(readonly page: Page) {
    this.form = page.getByRole('form', { name: 'Resources' });
    this.apply = this.form.getByRole('button', { name: /^Apply/ });
  }

  async open(section: string): Promise<void> {
    await this.page.getByRole('link', { name: 'Settings' }).click();
    await this.page.getByRole('link', { name: section, exact: true }).click();
  }

  /** The field of a number: "Memory (GiB)". */
  amount(label: string): Locator {
    return this.form.getByRole('textbox', { name: label });
  }

  slider(label: string): Locator {
    return this.form.getByRole('slider', { name: label });
  }
}
