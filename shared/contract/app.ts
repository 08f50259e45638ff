import { z } from 'zod';
import { procedure } from './define.ts';
import { errorData } from './machine.ts';

export const appInfo = z.object({
  version: z.string(),
  host: z.enum(['desktop', 'headless']),
  home: z.string(),
  pid: z.number(),
  /** What the user should know once: a settings file that was set aside, for one. */
  notices: z.array(errorData),
});

export const appContract = {
  info: procedure({ input: z.object({}), output: appInfo }),
  /**
   * Ends the backend after stopping the engine it owns. For the CLI, which may have started it in the background.
   */
  quit: procedure({ input: z.object({}), output: z.object({}), roles: ['ui', 'cli'] }),
};

export type AppInfo = z.infer<typeof appInfo>;
