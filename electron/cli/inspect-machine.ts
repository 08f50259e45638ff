import { AppError } from '../../shared/errors.ts';
import { type PierFiles, pierCache } from '../../vm/files.ts';
import { silentLogger } from '../backend/log/logger.ts';
import { loadSettings } from '../backend/settings/settings.ts';
import { selectDriver } from '../backend/vm/select-driver.ts';
import { printError } from '../print-error.ts';

export interface InspectedMachine {
  state: 'absent' | 'stopped' | 'running';
  driver: string;
  /** False for an engine that somebody else runs. */
  isOurs: boolean;
}

/** What the machine is while no backend tells: the driver asks its process and its control socket. */
export async function inspectMachine(files: PierFiles): Promise<InspectedMachine> {
  const { settings, notices } = await loadSettings(files.settings);
  // Once a broken file is kept aside nobody else will tell.
  for (const notice of notices) printError(AppError.fromData(notice));
  const driver = selectDriver({
    files,
    settings,
    cacheDir: pierCache(),
    log: silentLogger,
    env: process.env,
  });
  return {
    state: await driver.inspect(),
    driver: driver.name,
    isOurs: driver.capabilities.lifecycle,
  };
}
