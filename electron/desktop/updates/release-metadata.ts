import { gt, lt, prerelease, valid } from 'semver';
import { parse } from 'yaml';
import { z } from 'zod';
import type { UserSettings } from '../../../shared/contract/settings.ts';
import type { UpdateRelease } from '../../../shared/contract/updates.ts';
import { refused } from './refused.ts';

export type UpdateChannel = UserSettings['updateChannel'];

/** A name in the folder of the metadata: no other folder, no other server. */
const FILE_NAME = /^\w[\w .()+-]{0,199}$/;
const SHA512 = /^[A-Za-z0-9+/]{86}==$/;

const file = z.object({
  url: z.string().regex(FILE_NAME),
  sha512: z.string().regex(SHA512),
  size: z.number().int().positive().optional(),
  blockMapSize: z.number().int().positive().optional(),
  isAdminRightsRequired: z.boolean().optional(),
});

/** Of what electron-builder writes (https://www.electron.build/auto-update) all that is used here. The rest is left out. */
const metadata = z.object({
  version: z.string(),
  files: z.array(file).min(1),
  releaseDate: z.string().optional(),
  releaseNotes: z
    .union([z.string(), z.array(z.object({ version: z.string(), note: z.string().nullish() }))])
    .nullish(),
  stagingPercentage: z.number().min(0).max(100).optional(),
  minimumSystemVersion: z.string().optional(),
});

export type ReleaseMetadata = z.infer<typeof metadata>;

/**
 * Reads what a server offers, after its signature was found to be good, and refuses what no release of Pier is.
 * @param installed the version that runs
 * @throws AppError `update_refused`
 */
export function readMetadata(
  text: string,
  { installed, channel }: { installed: string; channel: UpdateChannel },
): ReleaseMetadata {
  let content: unknown;
  try {
    content = parse(text);
  } catch {
    throw refused('what the server offers cannot be read');
  }
  const parsed = metadata.safeParse(content);
  if (!parsed.success) {
    const { path = [], message = '' } = parsed.error.issues[0] ?? {};
    throw refused(`what the server offers cannot be understood (${path.join('.')}: ${message})`);
  }
  const { version, files } = parsed.data;
  if (!valid(version)) throw refused(`'${version}' is no version`);
  if (files.some(({ isAdminRightsRequired }) => isAdminRightsRequired)) {
    throw refused(`version ${version} asks for the rights of an administrator`);
  }
  if (channel === 'stable' && prerelease(version)) {
    throw refused(`version ${version} is not a finished one, and finished ones are wanted`);
  }
  if (lt(version, installed) && !isAhead(installed, channel)) {
    throw refused(`the server offers version ${version}, which is older than this one, ${installed}`);
  }
  return parsed.data;
}

/** Whoever left the beta channel has a version that is newer than the last finished one, and waits for the next. */
function isAhead(installed: string, channel: UpdateChannel): boolean {
  return channel === 'stable' && prerelease(installed) !== null;
}

/** True where a version is newer than that which runs. */
export function isNewer(version: string, installed: string): boolean {
  return gt(version, installed);
}

/** As pages are told of it. @param sizeBytes of the file that this system takes */
export function toRelease(
  { version, releaseDate, releaseNotes }: ReleaseMetadata,
  sizeBytes?: number,
): UpdateRelease {
  const releasedAt = releaseDate === undefined ? Number.NaN : Date.parse(releaseDate);
  const notes =
    typeof releaseNotes === 'string'
      ? releaseNotes
      : (releaseNotes ?? []).map(({ version: of, note }) => `${of}\n\n${note ?? ''}`).join('\n\n');
  return {
    version,
    ...(Number.isNaN(releasedAt) ? {} : { releasedAt }),
    notes: notes.slice(0, MAX_NOTES),
    ...(sizeBytes !== undefined && { sizeBytes }),
  };
}

/** More than anybody reads. */
const MAX_NOTES = 200_000;
