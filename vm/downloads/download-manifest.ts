import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import file from './manifest.json' with { type: 'json' };

/** What is fetched at a first start, where a computer cannot make it or does not have it. */
export const DOWNLOAD_NAMES = [
  'vm-image',
  'wsl-rootfs',
  'vfkit',
  'gvproxy',
  'docker',
  'docker-compose',
  'docker-buildx',
] as const;

const about = {
  name: z.enum(DOWNLOAD_NAMES),
  platform: z.enum(['linux', 'darwin', 'win32']),
  arch: z.enum(['x64', 'arm64']),
  /** By its SPDX expression. */
  licence: z.string().min(1),
};

const releasedSchema = z.strictObject({
  ...about,
  /** Of the VM image and the distributions for WSL: the key that names them. */
  version: z.string().min(1),
  url: z.url({ protocol: /^https?$/ }),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** In bytes. */
  size: z.number().int().positive(),
});

/** One that no release has yet: it has no digest, and none is made up. */
const unreleasedSchema = z.strictObject({ ...about, status: z.literal('not released yet') });

export const downloadManifestSchema = z.array(z.union([releasedSchema, unreleasedSchema]));

export type ReleasedDownload = z.infer<typeof releasedSchema>;
export type DownloadEntry = z.infer<typeof downloadManifestSchema>[number];
export type DownloadName = (typeof DOWNLOAD_NAMES)[number];

/** That of this version of Pier. */
export const DOWNLOADS: readonly DownloadEntry[] = downloadManifestSchema.parse(file);

/** Which computer it is for. */
export interface DownloadTarget {
  platform: string;
  arch: string;
}

/** Whether a release has it for this kind of computer. */
export function isReleased(
  name: DownloadName,
  target: DownloadTarget,
  manifest: readonly DownloadEntry[] = DOWNLOADS,
): boolean {
  return manifest.some(
    (each) =>
      each.name === name && each.platform === target.platform && each.arch === target.arch && 'url' in each,
  );
}

/** @throws AppError `not_released` where there is none for this kind of computer */
export function findDownload(
  name: DownloadName,
  { platform, arch }: DownloadTarget,
  manifest: readonly DownloadEntry[] = DOWNLOADS,
): ReleasedDownload {
  const entry = manifest.find(
    (each) => each.name === name && each.platform === platform && each.arch === arch,
  );
  if (entry && 'url' in entry) return entry;
  throw new AppError(
    'not_released',
    `Fetch '${name}' for ${platform} on ${arch}: ${entry ? 'it is not released yet' : 'there is none'}.`,
    'Use a newer version of Pier, where there is one.',
  );
}
