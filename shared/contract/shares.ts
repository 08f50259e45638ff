import { z } from 'zod';
import { stream } from './define.ts';
import { errorData } from './machine.ts';

export const sharesState = z.object({
  /** False where the engine is no machine of ours: its folders are those of another computer, or of this one as it is. */
  hasMachine: z.boolean(),
  /** What the settings name. */
  folders: z.array(
    z.object({
      path: z.string(),
      /** `waiting`: for a machine to run. `absent`: it is not on this computer now. */
      state: z.enum(['shared', 'waiting', 'absent']),
    }),
  ),
  /** The machine that runs has what it was started with: another folder needs a restart. */
  fixed: z.boolean(),
  /** Why folders are not shared as they should be. */
  problem: errorData.optional(),
  /** Set where containers do not hear of all changes: there are more folders below their mounts than can be watched. */
  watchedFolders: z.number().optional(),
  /** Offered where nothing is shared. */
  home: z.string(),
});

export const sharesContract = {
  /** Folders of this computer that containers can mount: the present state first, then each change. */
  watch: stream({ input: z.object({}), item: sharesState }),
};

export type SharesState = z.infer<typeof sharesState>;
