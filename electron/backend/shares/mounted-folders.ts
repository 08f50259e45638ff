import type { Engine } from '../engine/engine.ts';
import type { LiveList } from '../engine/live-list.ts';

interface ApiMounts {
  Mounts?: { Type: string; Source?: string }[];
}

/** What containers do all the time, and what changes no mount. */
const IGNORED = new Set([
  'exec_create',
  'exec_start',
  'exec_die',
  'exec_detach',
  'health_status',
  'resize',
  'top',
]);

/** What running containers have mounted of the engine's host, each path once. */
export function mountedFolders(engine: Engine): LiveList<string> {
  return engine.liveList<string>({
    subject: 'mounted folders',
    patient: true,
    eventTypes: ['container'],
    ignoredActions: IGNORED,
    async fetch(client, signal) {
      const running = await client.json<ApiMounts[]>({ path: '/containers/json', signal });
      const mounts = running.flatMap(({ Mounts }) => Mounts ?? []);
      return [
        ...new Set(mounts.flatMap(({ Type, Source }) => (Type === 'bind' && Source ? [Source] : []))),
      ].sort();
    },
  });
}
