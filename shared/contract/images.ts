import { z } from 'zod';
import { procedure } from './define.ts';

export const imageSummary = z.object({
  id: z.string(),
  /** `repository:tag`, none for a dangling image. */
  tags: z.array(z.string()),
  sizeBytes: z.number(),
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
});

export const imagesContract = {
  list: procedure({ input: z.object({}), output: z.array(imageSummary) }),
};

export type ImageSummary = z.infer<typeof imageSummary>;
