import type { Locator, Page } from '@playwright/test';

/** Which engine is shown, at the head of the navigation. */
export class EngineSwitcher {
  readonly button: Locator;
  readonly items: Locator;

  constructor(readonly page: Page) {
    this.button = page.getByRole('button', { name: /^Shown engine: / });
    this.items = page.getByRole('menu', { name: /^Shown engine: / }).getByRole('menuitemradio');
  }

  item(name: string): Locator {
    return this.items.filter({ hasText: name });
  }

  async choose(name: string): Promise<void> {
    await this.button.click();
    await this.item(name).click();
  }
}
