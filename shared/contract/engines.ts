import { z } from 'zod';
import { procedure, stream } from './define.ts';
import { errorData, machineState } from './machine.ts';

/** An engine that can be shown. No key or certificate is ever part of it. */
export const engineEntry = z.object({
  /** "pier" is Pier's own; others bear the name of their docker context. */
  id: z.string(),
  name: z.string(),
  kind: z.enum(['own', 'context']),
  description: z.string(),
  /** As the context has it: "ssh://ann@build.example". Empty for Pier's own. */
  address: z.string(),
  /** Why it cannot be chosen. */
  problem: errorData.optional(),
});

/** What an engine has not, in the words of people. */
export const engineLack = z.object({ id: z.string(), title: z.string(), text: z.string() });

/** What is known of the engine that is shown. */
export const engineAbout = z.object({
  state: machineState,
  version: z.string().optional(),
  apiVersion: z.string().optional(),
  /** "Debian GNU/Linux 12 (bookworm)" */
  operatingSystem: z.string().optional(),
  architecture: z.string().optional(),
  /** The engine's name of its computer. */
  hostName: z.string().optional(),
  lacks: z.array(engineLack),
});

export const enginesState = z.object({
  /** Pier's own first, then by name. */
  engines: z.array(engineEntry),
  /** The id of the one that is shown. */
  current: z.string(),
  about: engineAbout,
  /** True where this connection still works on an engine that was shown before: connect again. */
  isStale: z.boolean(),
});

export const enginesContract = {
  list: procedure({ input: z.object({}), output: enginesState }),
  /** What is true now, then after each change: also of the folder that docker keeps its contexts in. */
  watch: stream({ input: z.object({}), item: enginesState }),
  /**
   * Shows an engine, and keeps the choice. Resolves when it answers or is known not to: `about` tells. Pier's own
   * machine goes on as it is, whichever is shown.
   */
  use: procedure({ input: z.object({ id: z.string().max(500) }), output: enginesState }),
};

export type EngineEntry = z.infer<typeof engineEntry>;
export type EngineLack = z.infer<typeof engineLack>;
export type EngineAbout = z.infer<typeof engineAbout>;
export type EnginesState = z.infer<typeof enginesState>;
