/** The path of an image by its id or name. */
export function imagePath(nameOrId: string, rest = ''): string {
  return `/images/${encodeURIComponent(nameOrId)}${rest}`;
}

/** An image as a person knows it: by its first name, else by the beginning of its id. */
export function imageTitle(id: string, tags: readonly string[] = []): string {
  return tags[0] ?? shortId(id);
}

/** The twelve digits that docker's own command line shows. */
export function shortId(id: string): string {
  return /^(sha256:)?[0-9a-f]{64}$/.test(id) ? id.replace('sha256:', '').slice(0, 12) : id;
}
