import { existsSync } from 'node:fs';
import { arch } from 'node:os';
import { dirname, join } from 'node:path';
import ownCatalogue from '../../../../assets/extension-catalogue.json' with { type: 'json' };
import { parseExtensionReference } from '../../../../shared/model/extension-id.ts';
import { DOCKER_HUB } from '../../../../shared/model/registry-server.ts';

/** What the extensions that come with Pier are called. */
export const OWN_EXTENSIONS = 'pier/';

/** Whether an image is of an extension that comes with Pier. On registries the same names are other people's. */
export function isOwnExtension(reference: string): boolean {
  return parseExtensionReference(reference).repository.startsWith(OWN_EXTENSIONS);
}

/** What registries have of extensions: nothing of Pier's own, which they are not asked for. */
export function tagsOfOthers(
  tagsOf: (server: string, repository: string) => Promise<string[]>,
): (server: string, repository: string) => Promise<string[]> {
  return async (server, repository) =>
    server === DOCKER_HUB && isOwnExtension(repository) ? [] : await tagsOf(server, repository);
}

/** The version in which this Pier has one of its own: what its file is made as. undefined where there is none. */
export function ownVersion(repository: string): string | undefined {
  return ownCatalogue.extensions.find(({ image }) => image === repository)?.versions?.[0];
}

/** What there is of one that comes with Pier: its file's version, whatever a catalogue says. */
export function bundledVersions(
  repository: string,
  find: typeof bundledExtension = bundledExtension,
): string[] {
  const version = ownVersion(repository);
  // Pier's own engine has the processor of this computer.
  const architecture = arch() === 'x64' ? 'amd64' : arch();
  return version !== undefined && find(repository, architecture) ? [version] : [];
}

/** The name of the file that has one of them for a processor, as Docker names that. */
export function bundledFile(repository: string, architecture: string): string {
  return `${repository.slice(OWN_EXTENSIONS.length)}-${architecture}.tar.gz`;
}

/**
 * The file of an extension that comes with Pier; undefined where there is none. Searched upwards: a package has them among
 * its resources, a checkout beside what it built.
 */
export function bundledExtension(
  repository: string,
  architecture: string,
  from: string = import.meta.dirname,
): string | undefined {
  if (!repository.startsWith(OWN_EXTENSIONS)) return undefined;
  const file = bundledFile(repository, architecture);
  for (let folder = from; ; folder = dirname(folder)) {
    const found = [join(folder, 'dist/extensions', file), join(folder, 'extensions', file)].find(existsSync);
    if (found || folder === dirname(folder)) return found;
  }
}
