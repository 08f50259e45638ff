import { isAtWork, type VolumeSummary } from '../../../shared/contract/volumes.ts';

export const USE_FILTERS = ['all', 'used', 'unused'] as const;
export type UseFilter = (typeof USE_FILTERS)[number];

/** Every word must be in the name, the driver, a label or the name of a container. */
export function filterVolumes(all: readonly VolumeSummary[], text: string, show: UseFilter): VolumeSummary[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter((volume) => {
    if (show !== 'all' && (show === 'used') !== volume.usedBy.length > 0) return false;
    if (words.length === 0) return true;
    const labels = Object.entries(volume.labels).map(([key, value]) => `${key}=${value}`);
    const users = volume.usedBy.map(({ name }) => name);
    const haystack = [volume.name, volume.driver, ...labels, ...users].join('\n').toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}

/** "12ab34cd56ef…" for a name that only an engine could think of. */
export function shortName({ name, anonymous }: Pick<VolumeSummary, 'name' | 'anonymous'>): string {
  return anonymous ? `${name.slice(0, 12)}…` : name;
}

export function runningUsers({ usedBy }: VolumeSummary): string[] {
  return usedBy.filter(isAtWork).map(({ name }) => name);
}
