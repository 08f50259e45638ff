import { z } from 'zod';
import { procedure } from './define.ts';

const path = z.string().min(1).max(4096);

/** What only the desktop app can do: windows of the system. Elsewhere these calls fail with `capability_missing`. */
export const desktopContract = {
  /** Has the person choose a file or a folder in the system's own dialog. */
  choosePath: procedure({
    input: z.object({
      kind: z.enum(['folder', 'file']),
      title: z.string().max(200),
      /** Where it begins: a file, or a folder. One that is not there is left out. */
      start: path.optional(),
      /** Of files: what they may end with, without a dot. All of them can be chosen all the same. */
      extensions: z.object({ name: z.string(), list: z.array(z.string()) }).optional(),
    }),
    /** Without a path where the person chose none. */
    output: z.object({ path: path.optional() }),
    roles: ['ui'],
  }),
  /** Shows a file or a folder in the system's file manager. It is opened with nothing, and not run. */
  reveal: procedure({ input: z.object({ path }), output: z.object({}), roles: ['ui'] }),
};
