import { dirname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { CatalogueEntry } from '../../../../shared/contract/extension-catalogue.ts';
import { imageReference } from '../../../../shared/contract/image-reference.ts';
import { AppError } from '../../../../shared/errors.ts';
import { isFilePath, safeLink } from '../../../../shared/model/catalogue-address.ts';
import { parseExtensionReference } from '../../../../shared/model/extension-id.ts';
import { needsAccount, toCategories, toLinks, toScreenshots } from './label-details.ts';

/** More than all there are. */
const MOST_ENTRIES = 5000;

export interface ParsedCatalogue {
  name: string;
  entries: CatalogueEntry[];
  /** Entries that could not be understood. */
  skipped: number;
}

const file = z.object({
  name: z.string().max(200).default(''),
  extensions: z.array(z.unknown()).max(MOST_ENTRIES),
});

const words = (most: number) => z.string().max(most).default('');

const entry = z.object({
  image: imageReference,
  title: z.string().min(1).max(200).optional(),
  description: words(2000),
  vendor: words(200),
  categories: z.array(z.string()).default([]),
  icon: z.string().max(200_000).optional(),
  screenshots: z.unknown().optional(),
  detailedDescription: words(65_536),
  changelog: words(65_536),
  publisherUrl: z.string().optional(),
  additionalUrls: z.unknown().optional(),
  accountInfo: z.string().optional(),
  versions: z.array(z.string().max(200)).max(500).default([]),
  archive: z.string().max(4096).optional(),
});

/**
 * Reads a catalogue: JSON of our form (see ARCHITECTURE.md), or the `extensions.txt` of a private marketplace of Docker.
 * An entry that cannot be understood is left out alone.
 * @param id the catalogue's address or path; relative addresses in it are meant from there
 * @throws AppError `catalogue_invalid`
 */
export function parseCatalogue(text: string, id: string): ParsedCatalogue {
  const content = text.replace(/^\ufeff/, '');
  return /^\s*[[{]/.test(content) ? fromJson(content, id) : fromLines(content, id);
}

function fromJson(text: string, id: string): ParsedCatalogue {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw catalogueInvalid(id, 'it is no JSON');
  }
  const { data, error } = file.safeParse(value);
  if (!data) throw catalogueInvalid(id, z.prettifyError(error).replaceAll(/\s*\n\s*/g, ' '));
  const entries = data.extensions.flatMap((each) => {
    const parsed = entry.safeParse(each);
    return parsed.data ? [toEntry(parsed.data, id)] : [];
  });
  return { name: data.name.trim(), entries, skipped: data.extensions.length - entries.length };
}

function toEntry(found: z.infer<typeof entry>, id: string): CatalogueEntry {
  const { repository, version } = parseExtensionReference(found.image);
  const { description, vendor, detailedDescription, changelog, archive } = found;
  const icon = found.icon && pictureAddress(found.icon, id);
  const publisherUrl = safeLink(found.publisherUrl);
  const path = archive !== undefined && archivePath(archive, id);
  return {
    repository,
    ...{ description, vendor, detailedDescription, changelog },
    title: found.title ?? repository,
    categories: toCategories(found.categories),
    screenshots: toScreenshots(found.screenshots, (url) => pictureAddress(url, id)),
    links: toLinks(found.additionalUrls),
    versions: [...new Set([...(version ? [version] : []), ...found.versions])],
    ...(icon && { icon }),
    ...(publisherUrl && { publisherUrl }),
    ...(needsAccount(found.accountInfo) && { needsAccount: true as const }),
    ...(path && { archive: path }),
    catalogue: id,
  };
}

/** Lines of `org/repo:tag`; one repository may have several. */
function fromLines(text: string, id: string): ParsedCatalogue {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*/, '').trim())
    .filter(Boolean);
  if (lines.length > MOST_ENTRIES) throw catalogueInvalid(id, `it has more than ${MOST_ENTRIES} entries`);
  const entries = new Map<string, CatalogueEntry>();
  let skipped = 0;
  for (const line of lines) {
    if (!imageReference.safeParse(line).success) {
      skipped += 1;
      continue;
    }
    const { repository, version } = parseExtensionReference(line);
    const known = entries.get(repository);
    const versions = [...(known?.versions ?? []), ...(version ? [version] : [])];
    entries.set(repository, {
      ...{ repository, title: repository, description: '', vendor: '', categories: [], screenshots: [] },
      ...{
        detailedDescription: '',
        changelog: '',
        links: [],
        versions: [...new Set(versions)],
        catalogue: id,
      },
    });
  }
  if (entries.size === 0 && skipped > 0)
    throw catalogueInvalid(id, 'it is neither JSON nor a list of images');
  return { name: '', entries: [...entries.values()], skipped };
}

/**
 * Where a picture is: an address by http or https, a `data:` one, or for a catalogue that is a file a file beside or
 * below it.
 */
export function pictureAddress(text: string, id: string): string | undefined {
  if (/^data:image\//i.test(text)) return text;
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) return safeLink(text);
  if (!isFilePath(id)) return URL.canParse(text, id) ? safeLink(new URL(text, id).href) : undefined;
  const path = resolve(dirname(id), text);
  return isBelow(path, dirname(id)) ? pathToFileURL(path).href : undefined;
}

/** Catalogues that came over the network name no files of this computer. */
function archivePath(text: string, id: string): string | undefined {
  if (!isFilePath(id)) return undefined;
  return isAbsolute(text) ? text : resolve(dirname(id), text);
}

/** The path of a picture that a catalogue's file names; undefined where it is not below the folder of one. */
export function picturePath(url: string, catalogues: readonly string[]): string | undefined {
  if (!url.startsWith('file:') || !URL.canParse(url)) return undefined;
  try {
    const path = fileURLToPath(url);
    return catalogues.some((id) => isFilePath(id) && isBelow(path, dirname(id))) ? path : undefined;
  } catch {
    return undefined;
  }
}

function isBelow(path: string, folder: string): boolean {
  const within = resolve(folder);
  return resolve(path).startsWith(/[\\/]$/.test(within) ? within : `${within}${SEPARATOR}`);
}

const SEPARATOR = process.platform === 'win32' ? '\\' : '/';

export function catalogueInvalid(id: string, cause: string): AppError {
  return new AppError(
    'catalogue_invalid',
    `Read the catalogue '${id}': ${cause.slice(0, 500)}.`,
    'Tell whoever publishes it, or remove it in Settings > Extensions.',
  );
}
