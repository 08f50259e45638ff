import { availableParallelism, totalmem } from 'node:os';
import type { VmSpec } from '../../../vm/drivers/driver.ts';
import type { Settings } from '../settings/settings.ts';

/**
 * What the settings ask of a machine, here: a file that came from a bigger computer asks for no more cores and
 * memory than there are.
 */
export function vmSpecOf(
  settings: Settings,
  cores = availableParallelism(),
  hostMemoryBytes = totalmem(),
): VmSpec {
  return {
    cpus: Math.min(settings.cpus, cores),
    memoryBytes: Math.min(settings.memoryBytes, hostMemoryBytes),
    diskLimitBytes: settings.diskLimitBytes,
    swapBytes: settings.swapBytes,
    sharedFolders: settings.sharedFolders,
    rosetta: settings.rosetta,
    hostname: 'pier',
  };
}
