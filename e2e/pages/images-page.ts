import type { Locator, Page } from '@playwright/test';

/** The images: the list, one image, a build, and their dialogs. */
export class ImagesPage {
  readonly grid: Locator;
  readonly rows: Locator;
  readonly filter: Locator;
  readonly dialog: Locator;
  readonly gain: Locator;
  readonly tree: Locator;
  readonly buildState: Locator;
  readonly output: Locator;

  constructor(readonly page: Page) {
    this.grid = page.getByRole('treegrid', { name: 'Images' });
    this.rows = this.grid.locator('[data-id]');
    this.filter = page.getByRole('textbox', { name: /^Filter/ });
    this.dialog = page.getByRole('dialog').last();
    this.gain = page.getByTestId('gain');
    this.tree = page.getByRole('tree');
    this.buildState = page.getByTestId('build-state');
    this.output = page.getByTestId('log');
  }

  async open(): Promise<void> {
    await this.page.getByRole('link', { name: /^Images/ }).click();
  }

  row(name: string): Locator {
    return this.grid.locator(`[data-name="${name}"]`);
  }

  use(name: string): Locator {
    return this.row(name).getByTestId('use');
  }

  group(repository: string): Locator {
    return this.grid.locator(`[data-group="${repository}"]`);
  }

  async choose(name: string, action: string | RegExp): Promise<void> {
    await this.row(name)
      .getByRole('button', { name: `Actions of ${name}` })
      .click();
    await this.page.getByRole('menuitem', { name: action }).click();
  }

  /** Shows one of "All", "In use", "Unused", "Dangling". */
  show(which: string): Promise<void> {
    return this.page.getByRole('radiogroup', { name: 'Show' }).getByText(which, { exact: true }).click();
  }

  button(name: string): Locator {
    return this.page.getByRole('main').getByRole('button', { name });
  }

  /** The names in the order they are shown. */
  names(): Promise<string[]> {
    return this.rows.evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.name ?? ''));
  }

  tab(name: string): Locator {
    return this.page.getByRole('navigation', { name: /^Sections of/ }).getByRole('link', { name });
  }

  /** A layer, from 1 for the base on. */
  layer(number: number): Locator {
    return this.page
      .getByRole('navigation', { name: /^Layers/ })
      .getByRole('button')
      .nth(number - 1);
  }

  file(path: string): Locator {
    return this.tree.locator(`[data-path="${path}"]`);
  }

  /** A step of a build, by its state and name: "Done: show the output of [2/3] RUN make". */
  step(name: RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  /** The line of the output that was asked for. */
  get pointedAt(): Locator {
    return this.output.locator('[data-current]');
  }

  /** A line of the Dockerfile of a build. */
  dockerfileLine(number: number): Locator {
    return this.page.locator(`[data-line="${number}"]`);
  }
}
