/** "docker.io/library/name" is "name", "docker.io/org/repo" is "org/repo", for everybody. */
const DEFAULT_REGISTRY = /^(?:docker\.io|index\.docker\.io|registry-1\.docker\.io)\/(?:library\/(?=[^/]+$))?/;

export interface ExtensionReference {
  /** Without registry where that is Docker Hub: "org/repo". */
  repository: string;
  /** A tag, or a digest like "sha256:…". */
  version: string | undefined;
}

/** Splits "org/repo:1.2", "host:5000/org/repo" and "org/repo@sha256:…"; a tag beside a digest does not count. */
export function parseExtensionReference(reference: string): ExtensionReference {
  const [name = '', digest] = reference.trim().split('@', 2);
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  const repository = (colon < 0 ? name : name.slice(0, colon)).replace(DEFAULT_REGISTRY, '');
  const tag = colon < 0 ? undefined : name.slice(colon + 1);
  return { repository, version: digest ?? tag };
}

/** The reference with its version: "org/repo:1.2", "org/repo@sha256:…". */
export function extensionReference({ repository, version }: { repository: string; version: string }): string {
  return `${repository}${version.includes(':') ? '@' : ':'}${version}`;
}

/** The name of an extension in folders, projects and containers: "org_repo" of "org/repo:1.2" and of "org_repo". */
export function extensionId(reference: string): string {
  return parseExtensionReference(reference).repository.replaceAll(/[/:]/g, '_');
}

/**
 * Whether a person or a link means this extension: by "org_repo", or by "org/repo" with or without a version. "a_b/c" and
 * "a/b_c" have the same id, and are two.
 */
export function isNamed(extension: { id: string; repository: string }, name: string): boolean {
  const { repository } = parseExtensionReference(name);
  return repository === extension.repository || repository === extension.id;
}
