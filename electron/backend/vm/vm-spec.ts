import { availableParallelism } from 'node:os';
import type { VmSpec } from '../../../vm/drivers/driver.ts';
import type { Settings } from '../settings/settings.ts';

/**
 * What the settings ask of a machine, here: a file that came from a bigger computer asks for no more cores than
 * there are.
 */
export function vmSpecOf(settings: Settings, cores = availableParallelism()): VmSpec {
  return {
    cpus: Math.min(settings.cpus, cores),
    memoryBytes: settings.memoryBytes,
    diskLimitBytes: settings.diskLimitBytes,
    hostname: 'pier',
  };
}
