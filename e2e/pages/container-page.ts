import { expect, type Locator, type Page } from '@playwright/test';

/** The page of one container: its frame, and the tabs Inspect, Mounts, Exec and Stats. */
export class ContainerPage {
  readonly title: Locator;
  readonly tabs: Locator;
  readonly message: Locator;
  readonly inspect: JsonTreePart;
  readonly mounts: Locator;
  readonly exec: ExecPart;
  readonly stats: StatsPart;

  constructor(readonly page: Page) {
    this.title = page.getByRole('heading', { level: 2 }).first();
    this.tabs = page.getByRole('navigation', { name: /^Sections of/ });
    // The second heading: the first is the container's name.
    this.message = page.locator('main').getByRole('heading', { level: 2 }).nth(1);
    this.inspect = new JsonTreePart(page, /^Inspect of/);
    this.mounts = page.getByRole('grid', { name: /^Mounts of/ });
    this.exec = new ExecPart(page);
    this.stats = new StatsPart(page);
  }

  /** Goes to a tab by its address, as a link would. */
  async open(id: string, tab: string): Promise<void> {
    await this.page.evaluate(
      (hash) => {
        window.location.hash = hash;
      },
      `#/containers/${encodeURIComponent(id)}/${tab}`,
    );
  }

  /** By a click on its link. */
  async choose(tab: string): Promise<void> {
    await this.tabs.getByRole('link', { name: tab }).click();
  }
}

export class JsonTreePart {
  readonly tree: Locator;
  readonly rows: Locator;
  readonly active: Locator;
  readonly search: Locator;
  readonly matches: Locator;
  readonly path: Locator;
  readonly region: Locator;

  constructor(page: Page, name: RegExp) {
    this.region = page.getByRole('region', { name });
    this.tree = this.region.getByRole('tree');
    this.rows = this.tree.getByRole('treeitem');
    this.active = this.tree.locator('[aria-selected="true"]');
    this.search = this.region.getByRole('textbox', { name: 'Search names and values' });
    this.matches = this.region.getByRole('status');
    this.path = this.region.getByRole('note');
  }

  /** @param pointer a JSON pointer: "/Config/Env" */
  row(pointer: string): Locator {
    return this.tree.locator(`[data-pointer="${pointer}"]`);
  }

  button(name: string): Locator {
    return this.region.getByRole('button', { name });
  }
}

export class ExecPart {
  readonly region: Locator;
  readonly sessions: Locator;
  readonly terminal: Locator;
  readonly openButton: Locator;
  readonly options: Locator;
  readonly footer: Locator;

  constructor(readonly page: Page) {
    this.region = page.getByRole('region', { name: /^Terminals in/ });
    this.sessions = this.region.getByRole('tab');
    this.terminal = page.getByTestId('terminal');
    this.openButton = page.getByRole('button', { name: /^Open terminal$/ }).first();
    this.options = page.getByRole('button', { name: 'Choose shell, user and folder' });
    this.footer = this.region.locator('[role="status"]').last();
  }

  /** The lines of the terminal as they are drawn. */
  get lines(): Locator {
    return this.terminal.locator('.xterm-rows');
  }

  button(name: string): Locator {
    return this.region.getByRole('button', { name });
  }

  /** Types a line when the terminal takes it. */
  async run(line: string): Promise<void> {
    await expect(this.terminal.locator('textarea')).toBeFocused();
    await this.page.keyboard.type(line);
    await this.page.keyboard.press('Enter');
  }
}

export class StatsPart {
  readonly charts: Locator;
  readonly processes: Locator;
  readonly status: Locator;

  constructor(readonly page: Page) {
    this.charts = page.locator('main').getByRole('img', { name: /^(CPU|Memory|Network|Disk): / });
    this.processes = page.getByRole('grid', { name: /^Processes of/ });
    this.status = page
      .locator('main')
      .getByRole('status')
      .filter({ hasText: /since|readings|engine/ })
      // The page may say something of the engine above it.
      .last();
  }

  /** What a chart tells those who do not see it. */
  async text(chart: string): Promise<string> {
    return (await this.chart(chart).getAttribute('aria-label')) ?? '';
  }

  chart(name: string): Locator {
    return this.page.getByRole('img', { name: new RegExp(`^${name}: `) });
  }
}
