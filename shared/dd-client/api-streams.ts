import type { StreamNamesOf } from '../contract/define.ts';
import type { ExtensionApi } from '../contract/extension-api.ts';

const streams: Record<StreamNamesOf<ExtensionApi>, true> = {
  'docker.exec': true,
  'docker.listContainers': true,
  'docker.listImages': true,
  'vm.exec': true,
  'vm.request': true,
  'host.exec': true,
};

/** All that the page of an extension must know of its contract while it runs: no library of schemas goes there. */
export const EXTENSION_STREAMS: ReadonlySet<string> = new Set(Object.keys(streams));
