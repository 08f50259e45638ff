import { z } from 'zod';
import { errorData } from '../../../shared/contract/machine.ts';

/** What outlives a restart: `updates.json` of an installation. */
export const updatesFile = z.object({
  version: z.literal(1),
  /** When the server answered last, milliseconds since the epoch. */
  checkedAt: z.number().optional(),
  /** Pier ended to be replaced. */
  attempt: z.object({ version: z.string(), from: z.string(), failure: errorData.optional() }).optional(),
});

export type UpdatesFile = z.infer<typeof updatesFile>;
