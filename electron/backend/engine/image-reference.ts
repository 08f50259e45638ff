/** How POST /images/create wants an image named. */
export interface PullTarget {
  fromImage: string;
  /** A tag, or a digest like "sha256:…". Never empty: the engine would pull every tag there is. */
  tag: string;
}

/** Splits "host:5000/name:tag", "name@sha256:…" and "name"; a colon before a slash belongs to a port. */
export function pullTarget(image: string): PullTarget {
  const at = image.indexOf('@');
  if (at >= 0) return { fromImage: withoutTag(image.slice(0, at)), tag: image.slice(at + 1) };
  const name = withoutTag(image);
  return { fromImage: name, tag: image.slice(name.length + 1) || 'latest' };
}

/** True for what can only be an image in the engine's own store, which no registry knows. */
export function isImageId(image: string): boolean {
  return /^(sha256:)?[0-9a-f]{64}$/.test(image);
}

function withoutTag(name: string): string {
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  return colon < 0 ? name : name.slice(0, colon);
}
