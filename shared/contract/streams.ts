import type { StreamNamesOf } from './define.ts';
import type { PierContract } from './index.ts';

const streams: Record<StreamNamesOf<PierContract>, true> = {
  'machine.watch': true,
  'machine.usage': true,
  'machine.logs': true,
  'machineData.watch': true,
  'dockerCli.watch': true,
  'diagnostics.check': true,
  'diagnostics.bundleText': true,
  'engines.watch': true,
  'containers.watch': true,
  'containers.run': true,
  'containers.recreate': true,
  'containers.logs': true,
  'exec.watch': true,
  'exec.output': true,
  'extensions.watch': true,
  'extensions.preview': true,
  'extensions.log': true,
  'extensionViews.open': true,
  'images.watch': true,
  'savedSearches.watch': true,
  'settings.watch': true,
  'shares.watch': true,
  'tableChoices.watch': true,
  'stats.watch': true,
  'stats.survey': true,
  'stats.follow': true,
  'stats.processes': true,
  'networks.watch': true,
  'compose.watch': true,
  'compose.watchFile': true,
  'builds.watch': true,
  'files.list': true,
  'volumes.watch': true,
  'volumes.watchSchedules': true,
  'logs.all': true,
  'ports.watch': true,
  'tasks.watch': true,
  'tasks.output': true,
  'updates.watch': true,
};

/**
 * The methods that are streams, which is all that a caller must know of the contract while it runs: the schemas are the
 * backend's to check, and loading them is most of the time that a short command would take. A type error here means that
 * a stream of the contract is missing or gone.
 */
export const STREAMS: ReadonlySet<string> = new Set(Object.keys(streams));
