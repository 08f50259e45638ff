import type { Locator, Page } from '@playwright/test';

/** The Files tab of a container, the Data tab of a volume. */
export class FileBrowser {
  readonly grid: Locator;
  readonly rows: Locator;
  readonly tree: Locator;
  readonly crumbs: Locator;
  readonly editor: Locator;
  readonly viewer: Locator;
  readonly save: Locator;
  readonly dialog: Locator;

  constructor(readonly page: Page) {
    this.grid = page.getByRole('grid', { name: /^Files in / });
    this.rows = this.grid.locator('[data-id]');
    this.tree = page.getByRole('tree', { name: 'Folders' });
    this.crumbs = page.getByRole('navigation', { name: 'Path' });
    this.viewer = page.getByRole('region', { name: /^Content of / });
    this.editor = page.getByRole('textbox', { name: /^Edit / });
    this.save = this.viewer.getByRole('button', { name: 'Save', exact: true });
    this.dialog = page.getByRole('dialog');
  }

  row(name: string): Locator {
    return this.grid.locator(`[data-name="${quoted(name)}"]`);
  }

  async open(name: string): Promise<void> {
    await this.row(name).getByRole('button', { name, exact: true }).click();
  }

  async choose(name: string, action: string | RegExp): Promise<void> {
    await this.row(name)
      .getByRole('button', { name: `Actions of ${name}` })
      .click();
    await this.page.getByRole('menuitem', { name: action }).click();
  }

  async create(kind: 'New file' | 'New folder', name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'New', exact: true }).click();
    await this.page.getByRole('menuitem', { name: kind }).click();
    await this.dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await this.dialog.getByRole('button', { name: 'Create' }).click();
  }

  /** As by the browser's file dialog. */
  async upload(files: { name: string; content: string | Buffer }[]): Promise<void> {
    await this.page.getByLabel('Upload files…').setInputFiles(
      files.map(({ name, content }) => ({
        name,
        mimeType: 'application/octet-stream',
        buffer: Buffer.from(content),
      })),
    );
  }

  /** Files that are dropped from outside. */
  async drop(files: { name: string; content: string }[]): Promise<void> {
    const transfer = await this.page.evaluateHandle((all) => {
      const data = new DataTransfer();
      for (const { name, content } of all) data.items.add(new File([content], name));
      return data;
    }, files);
    const zone = this.grid;
    await zone.dispatchEvent('dragenter', { dataTransfer: transfer });
    await zone.dispatchEvent('dragover', { dataTransfer: transfer });
    await zone.dispatchEvent('drop', { dataTransfer: transfer });
  }

  /** What somebody gets who drags a row to the desktop: the browser fetches the address that the drag carries. */
  async fetchDragged(
    name: string,
  ): Promise<{ type: string | undefined; name: string | undefined; size: number }> {
    const transfer = await this.page.evaluateHandle(() => new DataTransfer());
    await this.row(name).dispatchEvent('dragstart', { dataTransfer: transfer });
    return transfer.evaluate(async (data) => {
      const [, type, fileName, address] = /^([^:]*):([^:]*):(.*)$/.exec(data.getData('DownloadURL')) ?? [];
      const answer = await fetch(address ?? '');
      if (!answer.ok) throw new Error(await answer.text());
      return { type, name: fileName, size: (await answer.arrayBuffer()).byteLength };
    });
  }

  names(): Promise<string[]> {
    return this.rows.evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.name ?? ''));
  }
}

function quoted(text: string): string {
  return text.replace(/["\\]/g, '\\$&');
}
