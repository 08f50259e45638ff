import type { Locator, Page } from '@playwright/test';

/** The toolbar and the lines of any log: below the list, on a container's page, of all containers. */
export class LogTools {
  readonly view: Locator;
  readonly lines: Locator;
  /** What the search has marked. */
  readonly marks: Locator;
  readonly current: Locator;
  readonly search: Locator;
  /** How many lines match, or what is wrong with the expression. */
  readonly found: Locator;

  constructor(readonly page: Page) {
    this.view = page.getByTestId('log');
    this.lines = this.view.locator('[data-number]');
    this.marks = this.view.locator('mark');
    this.current = this.view.locator('[data-current]');
    this.search = page.getByRole('textbox', { name: 'Search the log' });
    this.found = page.getByRole('search').getByRole('status');
  }

  line(text: string | RegExp): Locator {
    return this.lines.filter({ hasText: text });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async showStream(name: 'All' | 'stdout' | 'stderr'): Promise<void> {
    await this.page.getByRole('radiogroup', { name: 'Streams' }).getByText(name, { exact: true }).click();
  }
}
