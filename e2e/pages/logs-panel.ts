import type { Locator, Page } from '@playwright/test';

export class LogsPanel {
  readonly panel: Locator;
  readonly lines: Locator;
  readonly view: Locator;

  constructor(page: Page) {
    this.panel = page.getByRole('region', { name: /^Logs of / }).first();
    this.view = this.panel.getByTestId('log');
    this.lines = this.view.locator('[data-stream]');
  }

  line(text: string | RegExp): Locator {
    return this.lines.filter({ hasText: text });
  }

  button(name: string): Locator {
    return this.panel.getByRole('button', { name });
  }
}
