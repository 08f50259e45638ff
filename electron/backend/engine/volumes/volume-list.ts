import type { VolumeSummary, VolumeUser } from '../../../../shared/contract/volumes.ts';
import { isAnonymousVolume } from '../../../../shared/model/anonymous-volume.ts';
import type { ApiContainer } from '../engine-api.ts';
import type { EngineClient } from '../engine-client.ts';
import { WITHOUT_EFFECT } from '../engine-event.ts';
import { isHelper } from '../helpers/helper-label.ts';

export interface ApiVolume {
  Name: string;
  Driver: string;
  Scope: string;
  Mountpoint: string;
  CreatedAt?: string;
  Labels: Record<string, string> | null;
  Options: Record<string, string> | null;
}

interface ApiMount {
  Type: string;
  Name?: string;
  Destination: string;
  RW: boolean;
}

type MountingContainer = ApiContainer & { Mounts: ApiMount[] | null };

/** Events that change nothing of what the list shows. */
export const IGNORED_ACTIONS: ReadonlySet<string> = new Set([
  ...WITHOUT_EFFECT,
  'health_status',
  'mount',
  'unmount',
]);

/** All volumes with the containers that use them; without their sizes, which take the engine long. */
export async function fetchVolumes(client: EngineClient, signal: AbortSignal): Promise<VolumeSummary[]> {
  const [{ Volumes: volumes }, containers] = await Promise.all([
    client.json<{ Volumes: ApiVolume[] | null }>({ path: '/volumes', signal }),
    client.json<MountingContainer[]>({ path: '/containers/json', query: { all: true }, signal }),
  ]);
  const users = usersByVolume(containers);
  const shown = (volumes ?? []).filter(({ Labels: labels }) => !isHelper(labels));
  return shown.map((volume) => toVolumeSummary(volume, users.get(volume.Name) ?? []));
}

export function usersByVolume(containers: MountingContainer[]): Map<string, VolumeUser[]> {
  const users = new Map<string, VolumeUser[]>();
  for (const container of containers) {
    if (isHelper(container.Labels)) continue;
    for (const mount of container.Mounts ?? []) {
      if (mount.Type !== 'volume' || !mount.Name) continue;
      const user = {
        id: container.Id,
        name: (container.Names?.[0] ?? container.Id.slice(0, 12)).replace(/^\//, ''),
        state: container.State as VolumeUser['state'],
        path: mount.Destination,
        readOnly: !mount.RW,
      };
      users.set(mount.Name, [...(users.get(mount.Name) ?? []), user]);
    }
  }
  for (const list of users.values()) list.sort((a, b) => a.name.localeCompare(b.name));
  return users;
}

export function toVolumeSummary(volume: ApiVolume, usedBy: VolumeUser[]): VolumeSummary {
  const createdAt = Date.parse(volume.CreatedAt ?? '');
  return {
    name: volume.Name,
    driver: volume.Driver,
    scope: volume.Scope,
    mountpoint: volume.Mountpoint,
    ...(Number.isNaN(createdAt) ? {} : { createdAt }),
    labels: volume.Labels ?? {},
    options: volume.Options ?? {},
    anonymous: isAnonymousVolume(volume.Name),
    usedBy,
  };
}
