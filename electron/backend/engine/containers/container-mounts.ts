import type { RunRequest } from '../../../../shared/contract/containers.ts';
import type { ApiHostConfig, ApiMountSpec } from './api-inspect.ts';
import type { OwnSettings } from './own-settings.ts';

export type MountRow = RunRequest['volumes'][number];

/** A mount of a container as a row of the form, and as the engine has it, with what a row does not say. */
export interface KnownMount {
  row: MountRow;
  raw:
    | { kind: 'bind'; value: string }
    | { kind: 'mount'; value: ApiMountSpec }
    | { kind: 'tmpfs'; options: string };
}

const ROW_TYPES = new Set(['bind', 'volume', 'tmpfs']);
const UNITS: Record<string, number> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** The mounts that a person gave a container, without anonymous volumes. */
export function knownMounts({ Binds, Mounts, Tmpfs }: ApiHostConfig): KnownMount[] {
  return [
    ...(Binds ?? []).map(ofBind),
    ...(Mounts ?? []).filter(isRow).filter(hasSource).map(ofMount),
    ...Object.entries(Tmpfs ?? {}).map(([target, options]): KnownMount => {
      const row: MountRow = { type: 'tmpfs', source: '', target, readOnly: has(options, 'ro') };
      const size = /(?:^|,)size=(\d+)([kmg]?)(?:,|$)/i.exec(options);
      if (size) row.sizeBytes = Number(size[1]) * (UNITS[(size[2] ?? '').toLowerCase()] ?? 1);
      return { row, raw: { kind: 'tmpfs', options } };
    }),
  ];
}

/** Anonymous volumes as rows: by their names, so that their data is found again, or as new ones. */
export function anonymousRows(own: OwnSettings, purpose: 'edit' | 'duplicate'): MountRow[] {
  return own.anonymousVolumes
    .filter(({ ofImage }) => purpose === 'edit' || !ofImage)
    .map(({ volume, target }) => ({
      type: 'volume',
      source: purpose === 'edit' ? volume : '',
      target,
      readOnly: false,
    }));
}

/**
 * The mounts of a request for POST /containers/create. A row that a base has just so stays as the engine has it there;
 * others are mounts, which unlike `-v` refuse a folder that is not there instead of making an empty one in its place.
 */
export function mountSettings(rows: readonly MountRow[], base: ApiHostConfig = {}): ApiHostConfig {
  const known = knownMounts(base);
  const binds: string[] = [];
  const mounts = (base.Mounts ?? []).filter((mount) => !isRow(mount));
  const tmpfs: Record<string, string> = {};
  for (const row of rows) {
    const same = known.find((each) => isSameRow(each.row, row))?.raw;
    if (same?.kind === 'bind') binds.push(same.value);
    else if (same?.kind === 'mount') mounts.push(same.value);
    else if (same?.kind === 'tmpfs') tmpfs[row.target] = same.options;
    else mounts.push(newMount(row));
  }
  return {
    Mounts: mounts,
    ...(binds.length > 0 ? { Binds: binds } : {}),
    ...(Object.keys(tmpfs).length > 0 ? { Tmpfs: tmpfs } : {}),
  };
}

/** What a row is where it does not say so. */
export function typeOfMount({
  type,
  source,
}: Pick<MountRow, 'type' | 'source'>): 'bind' | 'volume' | 'tmpfs' {
  return type ?? (source.startsWith('/') ? 'bind' : 'volume');
}

function newMount(row: MountRow): ApiMountSpec {
  const type = typeOfMount(row);
  return {
    Type: type,
    ...(row.source ? { Source: row.source } : {}),
    Target: row.target,
    ReadOnly: row.readOnly,
    ...(type === 'tmpfs' && row.sizeBytes ? { TmpfsOptions: { SizeBytes: row.sizeBytes } } : {}),
  };
}

/** "source:target" or "source:target:ro,z". */
function ofBind(value: string): KnownMount {
  const [source = '', target = '', options = ''] = value.split(':');
  return {
    row: { type: source.startsWith('/') ? 'bind' : 'volume', source, target, readOnly: has(options, 'ro') },
    raw: { kind: 'bind', value },
  };
}

function ofMount(value: ApiMountSpec): KnownMount {
  const row: MountRow = {
    type: value.Type as 'bind' | 'volume' | 'tmpfs',
    source: value.Source ?? '',
    target: value.Target,
    readOnly: value.ReadOnly ?? false,
  };
  const size = value.TmpfsOptions?.SizeBytes;
  if (size) row.sizeBytes = size;
  return { row, raw: { kind: 'mount', value } };
}

const isRow = ({ Type: type }: ApiMountSpec) => ROW_TYPES.has(type);
const hasSource = ({ Type: type, Source: source }: ApiMountSpec) => type === 'tmpfs' || Boolean(source);
const has = (options: string, option: string) => options.split(',').includes(option);

function isSameRow(a: MountRow, b: MountRow): boolean {
  return (
    typeOfMount(a) === typeOfMount(b) &&
    a.source === b.source &&
    a.target === b.target &&
    a.readOnly === b.readOnly &&
    a.sizeBytes === b.sizeBytes
  );
}
