import { z } from 'zod';
import { type TableChoices, type TablesKept, tableChoices } from '../../../shared/contract/table-choices.ts';
import { AppError } from '../../../shared/errors.ts';
import { KeptState } from '../kept-state.ts';
import type { Logger } from '../log/logger.ts';

/** Pier has two dozen: a page that goes wrong fills no disk. */
const LIMIT = 200;

const fileSchema = z.object({ version: z.literal(1), tables: z.record(z.string(), tableChoices) });

/** Order and columns that a person chose for the tables of this installation. */
export class KeptTableChoices {
  readonly #kept: KeptState<z.infer<typeof fileSchema>>;

  constructor(options: { path: string; log: Logger }) {
    this.#kept = new KeptState({ ...options, schema: fileSchema, empty: { version: 1, tables: {} } });
  }

  async all(): Promise<TablesKept> {
    return (await this.#kept.read()).tables;
  }

  onChange(listener: () => void): () => void {
    return this.#kept.onChange(listener);
  }

  /** @throws AppError `bad_input`, `home_disk_full`, `home_not_writable` */
  keep(table: string, choices: TableChoices): Promise<void> {
    return this.#kept.change(({ tables }) => {
      const next = { ...tables, [table]: choices };
      if (Object.keys(next).length > LIMIT) {
        const what = `Keep the order of '${table}': there are ${LIMIT} tables already.`;
        throw new AppError('bad_input', what, 'Forget one of them.');
      }
      return { version: 1, tables: next };
    });
  }

  /** @param table all of them without it @throws AppError `home_disk_full`, `home_not_writable` */
  forget(table: string | undefined): Promise<void> {
    return this.#kept.change(({ tables }) => {
      const others = Object.entries(tables).filter(([name]) => table !== undefined && name !== table);
      return { version: 1, tables: Object.fromEntries(others) };
    });
  }

  /** Its file was removed. */
  forgetAll(): void {
    this.#kept.forgetAll();
  }
}
