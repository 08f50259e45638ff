import { isAnonymousVolume } from '../../../../shared/model/anonymous-volume.ts';

/** Something that is mounted in a container. */
export interface ContainerMount {
  type: string;
  /** A volume's name, or a path where the engine runs; empty for memory. */
  source: string;
  target: string;
  readOnly: boolean;
  propagation: string;
  /** True for a volume without a name of a person's choice. */
  anonymous: boolean;
}

/** What an answer of `inspect` says of mounts, by their path in the container. Also of memory, which it tells apart. */
export function containerMounts(inspect: Record<string, unknown>): ContainerMount[] {
  const mounts = listOf(inspect.Mounts).map((mount): ContainerMount => {
    const type = textOf(mount.Type) || 'bind';
    const name = textOf(mount.Name);
    return {
      type,
      source: type === 'volume' ? name || textOf(mount.Source) : textOf(mount.Source),
      target: textOf(mount.Destination),
      readOnly: mount.RW === false,
      propagation: textOf(mount.Propagation),
      anonymous: type === 'volume' && isAnonymousVolume(name),
    };
  });
  const tmpfs = recordOf(recordOf(inspect.HostConfig).Tmpfs);
  for (const [target, options] of Object.entries(tmpfs)) {
    if (mounts.some((mount) => mount.target === target)) continue;
    const readOnly = textOf(options).split(',').includes('ro');
    mounts.push({ type: 'tmpfs', source: '', target, readOnly, propagation: '', anonymous: false });
  }
  return mounts;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(recordOf) : [];
}
