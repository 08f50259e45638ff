import type { Locator, Page } from '@playwright/test';

export class RunDialog {
  readonly dialog: Locator;
  readonly image: Locator;
  readonly name: Locator;
  readonly command: Locator;
  readonly argv: Locator;
  readonly submit: Locator;
  readonly failure: Locator;

  /** @param title of the dialog: the same form edits and duplicates */
  constructor(page: Page, title = 'Run a container') {
    this.dialog = page.getByRole('dialog', { name: title });
    this.image = this.dialog.getByLabel('Image', { exact: true });
    this.name = this.dialog.getByLabel('Name', { exact: true });
    this.command = this.dialog.getByLabel('Command', { exact: true });
    this.argv = this.dialog.getByTestId('argv').locator('code');
    this.submit = this.dialog.getByRole('button', { name: 'Run', exact: true });
    this.failure = this.dialog.getByRole('alert');
  }

  /** The button that begins it, by another name than "Run". */
  submitAs(title: string): Locator {
    return this.dialog.getByRole('button', { name: title, exact: true });
  }

  /** Shows a part of the form. */
  async section(title: string): Promise<void> {
    await this.dialog.getByRole('tab', { name: title }).click();
  }

  field(label: string): Locator {
    return this.dialog.getByLabel(label, { exact: true });
  }

  /** The last field of a list of rows. */
  lastField(label: string): Locator {
    return this.dialog.getByLabel(new RegExp(`^${label}, `)).last();
  }

  async addRow(button: string): Promise<void> {
    await this.dialog.getByRole('button', { name: button }).click();
  }

  async addPort(hostPort: string, containerPort: string): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Add port' }).click();
    await this.dialog
      .getByLabel(/^Host port/)
      .last()
      .fill(hostPort);
    await this.dialog
      .getByLabel(/^Container port/)
      .last()
      .fill(containerPort);
  }

  async addVariable(name: string, value: string): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Add variable' }).click();
    await this.dialog
      .getByLabel(/^Variable/)
      .last()
      .fill(name);
    await this.dialog
      .getByLabel(/^Value/)
      .last()
      .fill(value);
  }

  async addVolume(source: string, target: string): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Add volume' }).click();
    await this.dialog
      .getByLabel(/^Volume or path/)
      .last()
      .fill(source);
    await this.dialog
      .getByLabel(/^Path in container/)
      .last()
      .fill(target);
  }

  /** The field with this problem below it. */
  problem(text: string): Locator {
    return this.dialog.getByText(text, { exact: true });
  }
}
