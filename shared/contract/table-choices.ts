import { z } from 'zod';
import { procedure, stream } from './define.ts';

/** The table it belongs to: "images". */
const table = z.string().regex(/^[a-z][a-z-]{0,40}$/, 'This is not a table.');

/** What a person chose for one table. */
export const tableChoices = z.object({
  sort: z.object({ column: z.string().max(100), desc: z.boolean() }),
  /** Ids of columns. */
  hidden: z.array(z.string().max(100)).max(100),
  /** Keys of groups. */
  collapsed: z.array(z.string().max(300)).max(1000),
});

/** Order and columns of the tables, for every page that shows this installation. */
export const tableChoicesContract = {
  /** Those that a person changed, by table, then again after each change. */
  watch: stream({ input: z.object({}), item: z.object({ tables: z.record(table, tableChoices) }) }),
  keep: procedure({ input: z.object({ table, choices: tableChoices }), output: z.object({}) }),
  /** The table is as it was at first; without one all are. */
  forget: procedure({ input: z.object({ table: table.optional() }), output: z.object({}) }),
};

export type TableChoices = z.infer<typeof tableChoices>;
export type TablesKept = Record<string, TableChoices>;
