import { z } from 'zod';
import { procedure } from './define.ts';
import { extensionDetails } from './extension-details.ts';
import { errorData } from './machine.ts';

/** An extension that a catalogue offers. All texts are its publisher's own, and not to be trusted. */
export const catalogueEntry = extensionDetails.extend({
  /** "org/repo". */
  repository: z.string(),
  title: z.string(),
  description: z.string(),
  vendor: z.string(),
  /** An address for `picture`. */
  icon: z.string().optional(),
  /** Only these, the first before the others; empty where the registry is to be asked. */
  versions: z.array(z.string()),
  /** A file of this computer that has its image. */
  archive: z.string().optional(),
  /** The catalogue that it is of. */
  catalogue: z.string(),
});

/** A catalogue, and how it could be read. */
export const catalogue = z.object({
  /** Its address or path; "pier" for the one that Pier brings along. */
  id: z.string(),
  /** Empty where it does not say. */
  name: z.string(),
  /** `kept`: it cannot be read now, and was once. `failed`: nothing of it is known. */
  state: z.enum(['read', 'kept', 'failed']),
  count: z.number(),
  /** Entries that could not be understood. */
  skipped: z.number(),
  /** When it was read, in milliseconds since the epoch; absent for Pier's own. */
  readAt: z.number().optional(),
  /** Why it cannot be read. */
  error: errorData.optional(),
});

/** Where people find extensions. */
export const extensionCatalogueContract = {
  /**
   * All entries, each repository once: of the first catalogue that has it. A catalogue that cannot be read falls back
   * alone. What was read lately is not read again but by `refresh`.
   */
  list: procedure({
    input: z.object({ refresh: z.boolean().default(false) }),
    output: z.object({ entries: z.array(catalogueEntry), catalogues: z.array(catalogue) }),
  }),
  /** A picture of an entry or of an extension, as a `data:` address; absent where it cannot be had now. */
  picture: procedure({
    input: z.object({ url: z.string().max(250_000) }),
    output: z.object({ data: z.string().optional() }),
    roles: ['ui', 'web'],
  }),
  /**
   * What a registry has of it, the newest version first, at most 200.
   * @throws `image_not_found`, `sign_in_refused`, `registry_failed`
   */
  versions: procedure({
    input: z.object({ repository: z.string().min(1).max(512) }),
    output: z.object({ versions: z.array(z.string()) }),
  }),
  /** Newer versions of extensions that are installed, as far as their registries answer. */
  updates: procedure({
    input: z.object({}),
    output: z.object({ updates: z.array(z.object({ id: z.string(), version: z.string() })) }),
  }),
};

export type CatalogueEntry = z.infer<typeof catalogueEntry>;
export type Catalogue = z.infer<typeof catalogue>;
