import type { Locator, Page } from '@playwright/test';

export class TroubleshootPage {
  readonly summary: Locator;

  constructor(readonly page: Page) {
    this.summary = page.getByRole('region', { name: 'Checks' }).getByRole('status').first();
  }

  async open(section: string): Promise<void> {
    await this.page.getByRole('link', { name: 'Troubleshoot' }).click();
    const sections = this.page.getByRole('navigation', { name: 'Sections of troubleshooting' });
    await sections.getByRole('link', { name: section, exact: true }).click();
  }

  /** One of the checks, by its id. */
  check(id: string): Locator {
    return this.page.locator(`[data-check="${id}"]`);
  }

  /** A file of the diagnostics. */
  file(path: string): Locator {
    return this.page.getByRole('list', { name: 'Files of the archive' }).getByRole('button', { name: path });
  }

  snapshot(name: string): Locator {
    return this.page.getByRole('list', { name: 'Snapshots' }).getByRole('listitem').filter({ hasText: name });
  }
}
