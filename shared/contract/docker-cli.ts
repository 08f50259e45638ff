import { z } from 'zod';
import { procedure, stream } from './define.ts';
import { errorData } from './machine.ts';

/** Programs of the command line. The plugins belong to `docker`: it has to find them. */
export const cliProgram = z.object({
  name: z.enum(['docker', 'docker-compose', 'docker-buildx', 'pier']),
  /** Where a terminal, or the docker command, finds it; absent where it does not. */
  path: z.string().optional(),
  /** Whether Pier can put it there. */
  canInstall: z.boolean(),
});

const pluginState = z.enum(['absent', 'installed', 'other']);

export const dockerCliState = z.object({
  /** Which engine the docker command talks to; absent where its config.json cannot be understood. */
  use: z
    .object({
      /** Where the choice comes from. */
      reason: z.enum(['DOCKER_HOST', 'context', 'default']),
      /** The context's name, or what DOCKER_HOST is. */
      name: z.string(),
      host: z.string().optional(),
      isPier: z.boolean(),
    })
    .optional(),
  /** Why its config.json cannot be understood. */
  problem: errorData.optional(),
  /** A person has not been asked yet whether Pier is to be used. */
  offer: z.boolean(),
  /** Whether Pier has changed it, so that it can be as before. */
  canUndo: z.boolean(),
  programs: z.array(cliProgram),
  /** Where programs are put. */
  folder: z.string(),
  /** What puts that folder on the PATH, for the person's shell; absent where that is not needed. */
  pathLine: z.string().optional(),
  /** `docker pier`. */
  plugin: pluginState,
  /** `docker extension`, which Docker Desktop has as well: that one is left alone. */
  extensionPlugin: pluginState,
});

const changed = { input: z.object({}), output: dockerCliState };

/** The docker command on this computer. Each change can be taken back, and is with a factory reset. */
export const dockerCliContract = {
  watch: stream({ input: z.object({}), item: dockerCliState }),
  /** Has the docker command use Pier's context. */
  use: procedure(changed),
  /** What it used before, where nobody has changed it since; it is not offered again. */
  unuse: procedure(changed),
  /** Does not offer it again. */
  decline: procedure(changed),
  /** Puts the programs that are missing into the installation, and where they are found. */
  install: procedure(changed),
  /** Makes or removes `docker pier`, and `docker extension` where nobody else's is there. */
  setPlugin: procedure({ input: z.object({ installed: z.boolean() }), output: dockerCliState }),
};

export type DockerCliState = z.infer<typeof dockerCliState>;
export type CliProgram = z.infer<typeof cliProgram>;
