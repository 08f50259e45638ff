import { z } from 'zod';
import { procedure, stream } from './define.ts';

const name = z.string().trim().min(1, 'Name the search.').max(80, 'A name has at most 80 characters.');
/** The view it belongs to, as its address begins: "logs", "containers". */
const page = z.string().regex(/^[a-z][a-z-]{0,30}$/, 'This is not a view.');

export const savedSearch = z.object({
  page,
  name,
  /** What stands behind "?" in the view's address: what it means is the view's own. */
  query: z.string().max(4000, 'This search is too long to be kept.'),
});

/** Searches that a person keeps, for every page that shows this installation. */
export const savedSearchesContract = {
  /** All of them, by name, then again after each change. */
  watch: stream({ input: z.object({}), item: z.object({ searches: z.array(savedSearch) }) }),
  /** Takes the place of the one with the same name in the same view. @throws AppError `bad_input` */
  save: procedure({ input: savedSearch, output: z.object({}) }),
  /** One that is not there is done at once. */
  forget: procedure({ input: z.object({ page, name }), output: z.object({}) }),
};

export type SavedSearch = z.infer<typeof savedSearch>;
