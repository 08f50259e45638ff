import { z } from 'zod';
import type { EngineEntry } from '../../../shared/contract/engines.ts';
import { AppError } from '../../../shared/errors.ts';
import { OWN_ENGINE } from '../../../shared/model/own-engine.ts';
import { KeptFile } from '../kept-file.ts';
import type { Logger } from '../log/logger.ts';
import type { DockerContext } from './docker-contexts.ts';

const fileSchema = z.object({ version: z.literal(1), engine: z.string() });
export type ShownEngineFile = KeptFile<z.infer<typeof fileSchema>>;

/** Where the choice is kept over restarts. */
export function shownEngineFile(path: string, log: Logger): ShownEngineFile {
  return new KeptFile({ path, schema: fileSchema, log });
}

/** A context that bears the name of Pier's own engine, and is another one, is told apart. */
export function engineIdOf({ name }: DockerContext): string {
  return name === OWN_ENGINE ? `context:${name}` : name;
}

/** The context of an engine. @throws AppError context_not_found */
export function requireContext(contexts: readonly DockerContext[], id: string): DockerContext {
  const context = contexts.find((each) => engineIdOf(each) === id);
  if (context) return context;
  throw new AppError(
    'context_not_found',
    `Show the engine '${id}': there is no docker context of that name.`,
    "'pier engine ls' lists those there are; 'docker context create' makes one.",
  );
}

/** Pier's own first, then the others as they are given. */
export function engineEntries(contexts: readonly DockerContext[]): EngineEntry[] {
  const own: EngineEntry = { id: OWN_ENGINE, name: 'Pier', kind: 'own', description: '', address: '' };
  return [own, ...contexts.map(entryOf)];
}

function entryOf(context: DockerContext): EngineEntry {
  const { name, description, address, target } = context;
  return {
    id: engineIdOf(context),
    name,
    kind: 'context',
    description,
    address,
    ...(target instanceof AppError && { problem: target.toData() }),
  };
}
