import { z } from 'zod';

/** What its publisher tells of an extension. Of strangers: HTML is to be cleaned before it is shown. */
export const extensionDetails = z.object({
  categories: z.array(z.string()),
  /** `url` is for `extensionCatalogue.picture`. */
  screenshots: z.array(z.object({ alt: z.string(), url: z.string() })),
  /** HTML. Empty for none. */
  detailedDescription: z.string(),
  /** HTML. Empty for none. */
  changelog: z.string(),
  /** By http or https. */
  publisherUrl: z.string().optional(),
  /** Absent where all of it works without an account at its publisher. */
  needsAccount: z.literal(true).optional(),
  links: z.array(z.object({ title: z.string(), url: z.string() })),
});

export type ExtensionDetails = z.infer<typeof extensionDetails>;
