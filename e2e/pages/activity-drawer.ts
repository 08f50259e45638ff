import type { Locator, Page } from '@playwright/test';

/** Tasks and messages at the side. */
export class ActivityDrawer {
  readonly button: Locator;
  readonly drawer: Locator;

  constructor(page: Page) {
    this.button = page.getByRole('button', { name: /^Activity/ });
    this.drawer = page.getByRole('dialog', { name: 'Activity' });
  }

  task(title: string | RegExp): Locator {
    return this.drawer.locator('[data-task]').filter({ hasText: title });
  }

  message(text: string | RegExp): Locator {
    return this.drawer.getByRole('listitem').filter({ hasText: text });
  }
}
