import type { EngineContents } from '../../../shared/contract/machine-data.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineClient } from '../engine/engine-client.ts';

/** Measuring walks through all files of all volumes: an engine with many of them is asked to count alone. */
const MEASURE_MS = 8000;
const COUNT_MS = 5000;

interface DiskUsage {
  LayersSize?: number;
  Volumes?: { UsageData?: { Size: number } | null }[] | null;
  BuildCache?: { Size: number; Shared?: boolean }[] | null;
  /** Since API 1.52, in place of the former. */
  ImageUsage?: { TotalSize?: number } | null;
  VolumeUsage?: { TotalSize?: number } | null;
  BuildCacheUsage?: { TotalSize?: number } | null;
}

/** How much the engine holds; undefined where none answers. Never rejects. */
export async function engineContents(engine: Engine): Promise<EngineContents | undefined> {
  const { client } = engine;
  if (!client) return undefined;
  try {
    const [counts, sizes] = await Promise.all([count(client), measure(client).catch(() => ({}))]);
    return { ...counts, ...sizes };
  } catch {
    return undefined;
  }
}

async function count(client: EngineClient) {
  const timeoutMs = COUNT_MS;
  const [containers, images, volumes] = await Promise.all([
    client.json<{ State: string }[]>({ path: '/containers/json', query: { all: true }, timeoutMs }),
    client.json<unknown[]>({ path: '/images/json', timeoutMs }),
    client.json<{ Volumes: unknown[] | null }>({ path: '/volumes', timeoutMs }),
  ]);
  return {
    containers: containers.length,
    running: containers.filter(({ State: state }) => state === 'running').length,
    images: images.length,
    volumes: volumes.Volumes?.length ?? 0,
  };
}

async function measure(client: EngineClient) {
  const usage = await client.json<DiskUsage>({
    path: '/system/df',
    timeoutMs: MEASURE_MS,
    signal: AbortSignal.timeout(MEASURE_MS),
  });
  return sizesOf(usage);
}

export function sizesOf(usage: DiskUsage): Pick<EngineContents, 'imageBytes' | 'volumeBytes' | 'cacheBytes'> {
  const imageBytes = usage.LayersSize ?? usage.ImageUsage?.TotalSize;
  const volumeBytes =
    usage.Volumes?.reduce((sum, { UsageData: data }) => sum + Math.max(0, data?.Size ?? 0), 0) ??
    usage.VolumeUsage?.TotalSize;
  const cacheBytes =
    usage.BuildCache?.reduce((sum, { Size: size, Shared: shared }) => sum + (shared ? 0 : size), 0) ??
    usage.BuildCacheUsage?.TotalSize;
  return {
    ...(imageBytes !== undefined && { imageBytes }),
    ...(volumeBytes !== undefined && { volumeBytes }),
    ...(cacheBytes !== undefined && { cacheBytes }),
  };
}
