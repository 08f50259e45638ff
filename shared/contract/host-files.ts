import { z } from 'zod';
import { procedure } from './define.ts';

export const hostEntry = z.object({
  name: z.string(),
  kind: z.enum(['folder', 'file']),
});

/** The folders of the computer the backend runs on, for choosing one. Contents are never told. */
export const hostFilesContract = {
  /**
   * Folders, and files of one sort by their names. Sorted, folders first. Not more than some thousands: `truncated`.
   * `path` may begin with "~"; absent, it is the person's home.
   */
  list: procedure({
    input: z.object({
      path: z.string().trim().max(4096).optional(),
      files: z.enum(['none', 'dockerfiles', 'compose', 'archives', 'all']).default('none'),
      hidden: z.boolean().default(false),
    }),
    output: z.object({
      path: z.string(),
      /** Absent at the top. */
      parent: z.string().optional(),
      home: z.string(),
      entries: z.array(hostEntry),
      truncated: z.boolean(),
    }),
    roles: ['ui', 'web'],
  }),
};

export type HostEntry = z.infer<typeof hostEntry>;
