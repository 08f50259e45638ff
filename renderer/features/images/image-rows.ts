import type { ImageItem } from '../../../shared/contract/images.ts';
import type { RowGroup } from '../../components/data-table/arrange-rows.ts';

/** An image under one of its repositories: one that has names in two of them is listed in both. */
export interface ImageRow {
  key: string;
  image: ImageItem;
  /** "ghcr.io/owner/name"; undefined where the image has no name. */
  repository: string | undefined;
  /** Without the repository. None for an image that is known by its digest alone. */
  tags: readonly string[];
  /** For labels: "nginx:alpine", or the beginning of an id. */
  title: string;
}

export const IMAGE_FILTERS = ['all', 'used', 'unused', 'dangling'] as const;
export type ImageFilter = (typeof IMAGE_FILTERS)[number];

/** The rows of a list of images, in its order. */
export function imageRows(images: readonly ImageItem[]): ImageRow[] {
  return images.flatMap((image): ImageRow | ImageRow[] => {
    const byRepository = new Map<string, string[]>();
    for (const name of image.tags) {
      const { repository, tag } = splitName(name);
      byRepository.set(repository, [...(byRepository.get(repository) ?? []), tag]);
    }
    if (byRepository.size === 0) {
      for (const digest of image.digests) byRepository.set(digest.replace(/@.*$/, ''), []);
    }
    const id = shortId(image.id);
    if (byRepository.size === 0) {
      return { key: image.id, image, repository: undefined, tags: [], title: id };
    }
    return [...byRepository].map(([repository, tags]) => ({
      key: `${image.id} ${repository}`,
      image,
      repository,
      tags: tags.sort(),
      title: tags[0] === undefined ? `${repository}@${id}` : `${repository}:${tags[0]}`,
    }));
  });
}

/** Rows of one repository belong together where there are several. */
export function repositoryGroups(
  rows: readonly ImageRow[],
  noName: string,
): (row: ImageRow) => RowGroup | undefined {
  const counts = new Map<string | undefined, number>();
  for (const { repository } of rows) counts.set(repository, (counts.get(repository) ?? 0) + 1);
  const groups = new Map<string | undefined, RowGroup>();
  for (const [repository, count] of counts) {
    if (count > 1) groups.set(repository, { key: repository ?? '', title: repository ?? noName });
  }
  return ({ repository }) => groups.get(repository);
}

/** @param text in any case: a part of a name, an id's beginning, or of a label */
export function filterRows(rows: readonly ImageRow[], text: string, show: ImageFilter): ImageRow[] {
  const wanted = text.trim().toLowerCase();
  return rows.filter(({ image, repository, tags }) => {
    const isUsed = image.usedBy.length > 0;
    if (show === 'used' && !isUsed) return false;
    if (show === 'unused' && isUsed) return false;
    if (show === 'dangling' && image.tags.length > 0) return false;
    if (wanted === '') return true;
    const names = tags.map((tag) => `${repository}:${tag}`.toLowerCase());
    const labels = Object.entries(image.labels).map(([name, value]) => `${name}=${value}`.toLowerCase());
    return (
      [repository?.toLowerCase() ?? '', ...names, ...labels].some((each) => each.includes(wanted)) ||
      image.id.replace('sha256:', '').startsWith(wanted.replace('sha256:', ''))
    );
  });
}

/** "host:5000/a" and "b" of "host:5000/a:b": a colon before a slash belongs to a port. */
export function splitName(name: string): { repository: string; tag: string } {
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  return colon < 0
    ? { repository: name, tag: 'latest' }
    : { repository: name.slice(0, colon), tag: name.slice(colon + 1) };
}

/** The twelve digits that docker's own command line shows. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}

/** What names an image for the engine: its names, else its id. */
export function namesOf({ tags, id }: Pick<ImageItem, 'tags' | 'id'>): string[] {
  return tags.length > 0 ? [...tags] : [id];
}

/** The images of rows, each once. */
export function imagesOf(rows: readonly ImageRow[]): ImageItem[] {
  return [...new Map(rows.map(({ image }) => [image.id, image])).values()];
}
