import { OWN_ENGINE } from '../../shared/model/own-engine.ts';
import type { PierFiles } from '../../vm/files.ts';
import { otherContexts } from '../backend/engines/other-contexts.ts';
import { engineEntries, requireContext, shownEngineFile } from '../backend/engines/shown-engine.ts';
import { silentLogger } from '../backend/log/logger.ts';
import type { EnginesFound } from './engine.ts';

/** What docker's contexts and the kept choice say. */
export async function readEngines(files: PierFiles): Promise<EnginesFound> {
  const contexts = await otherContexts(process.env, files.run.dockerSocket);
  const kept = await shownEngineFile(files.shownEngine, silentLogger).read();
  return { engines: engineEntries(contexts), current: kept?.engine ?? OWN_ENGINE };
}

/** For the next start. @throws AppError context_not_found, context_invalid; what the disk refuses */
export async function keepChoice(files: PierFiles, id: string): Promise<EnginesFound> {
  if (id !== OWN_ENGINE) {
    const { target } = requireContext(await otherContexts(process.env, files.run.dockerSocket), id);
    if (target instanceof Error) throw target;
  }
  await shownEngineFile(files.shownEngine, silentLogger).write({ version: 1, engine: id });
  return readEngines(files);
}
