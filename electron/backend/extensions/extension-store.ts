import { mkdir, readdir, readFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { toDiskError } from '../../../vm/disk-error.ts';
import { Emitter } from '../../../vm/emitter.ts';
import type { Logger } from '../log/logger.ts';
import { ExtensionFiles, type ExtensionFolder } from './extension-files.ts';
import { type ExtensionRecord, extensionRecord } from './extension-record.ts';

/** The extensions that are installed, as their folders say: a folder that has its name is whole. */
export class ExtensionStore {
  readonly files: ExtensionFiles;
  readonly #log: Logger;
  readonly #records = new Map<string, ExtensionRecord>();
  readonly #expected = new Set<string>();
  readonly #changes = new Emitter<void>();

  constructor(options: { root: string; log: Logger }) {
    this.files = new ExtensionFiles(options.root);
    this.#log = options.log;
  }

  /** Reads what is on the disk. One that cannot be understood, or is not whole, is left alone, and not there. */
  async load(): Promise<void> {
    this.#records.clear();
    const names = await readdir(this.files.root).catch(() => []);
    for (const name of names.filter((each) => !each.startsWith('.'))) {
      const path = this.files.of(name).record;
      try {
        const record = extensionRecord.parse(JSON.parse(await readFile(path, 'utf8')));
        if (record.id !== name) throw new Error(`It calls itself '${record.id}'.`);
        // Whoever puts that right (recover-work.ts) could not: it is no extension that is whole.
        if (record.pending) throw new Error(`Its ${record.pending} was not done.`);
        this.#records.set(name, record);
      } catch (error) {
        this.#log.warn(`Read '${path}': it is no extension that can be used.`, { error: String(error) });
      }
    }
  }

  /** By their titles. */
  all(): ExtensionRecord[] {
    return [...this.#records.values()].sort(
      (a, b) => a.title.localeCompare(b.title) || (a.id < b.id ? -1 : 1),
    );
  }

  find(id: string): ExtensionRecord | undefined {
    return this.#records.get(id);
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  /** Keeps a change of one that is there. @throws AppError `home_disk_full`, `home_not_writable` */
  async change(id: string, change: Partial<ExtensionRecord> | { pending: undefined }): Promise<void> {
    const before = this.#records.get(id);
    if (!before) return;
    const { pending, ...rest } = { ...before, ...change };
    const record: ExtensionRecord = { ...rest, ...(pending && { pending }) };
    this.#records.set(id, record);
    try {
      await writeRecord(this.files.of(id), record);
    } catch (error) {
      this.#records.set(id, before);
      throw error;
    }
    this.#changes.emit();
  }

  /** The ids of those that are being installed: they may have containers already. */
  get expected(): ReadonlySet<string> {
    return this.#expected;
  }

  /** Call the answer when it is there, or will not be. */
  expect(id: string): () => void {
    this.#expected.add(id);
    this.#changes.emit();
    return () => {
      this.#expected.delete(id);
      this.#changes.emit();
    };
  }

  /** Its folder has its name now. */
  added(record: ExtensionRecord): void {
    this.#records.set(record.id, record);
    this.#changes.emit();
  }

  /** Its folder is gone. */
  removed(id: string): void {
    if (this.#records.delete(id)) this.#changes.emit();
  }

  /** The folder of all of them was removed. */
  forgetAll(): void {
    this.#records.clear();
    this.#changes.emit();
  }
}

/** @throws AppError `home_disk_full`, `home_not_writable` */
export async function writeRecord(folder: ExtensionFolder, record: ExtensionRecord): Promise<void> {
  try {
    await mkdir(folder.path, { recursive: true, mode: 0o700 });
    await writeFileAtomic(folder.record, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  } catch (error) {
    throw toDiskError(error, folder.record);
  }
}
