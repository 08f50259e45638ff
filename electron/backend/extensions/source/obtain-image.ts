import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ExtensionSource } from '../../../../shared/contract/extensions.ts';
import { newestVersion } from '../../../../shared/model/extension-api-version.ts';
import { extensionReference, parseExtensionReference } from '../../../../shared/model/extension-id.ts';
import { isExtensionImage } from '../../../../shared/model/extension-labels.ts';
import { DOCKER_HUB } from '../../../../shared/model/registry-server.ts';
import type { Engine } from '../../engine/engine.ts';
import type { ApiImage, ApiImageDetail } from '../../engine/engine-api.ts';
import { inspectImage } from '../../engine/images/inspect-image.ts';
import type { LayerProgress } from '../../engine/images/layer-progress.ts';
import { loadArchive } from '../../engine/images/transfer-images.ts';
import { pullLayers } from '../../engine/pull-image.ts';
import { hostPath, unreadable } from '../../host-files/list-host-files.ts';
import { extensionInvalid } from '../image/extension-invalid.ts';
import { bundledExtension, isOwnExtension } from './bundled-extension.ts';
import type { ImageLease, ImageLeases } from './image-leases.ts';

/** An extension's image on the engine. */
export interface ObtainedImage {
  image: ApiImageDetail;
  repository: string;
  version: string;
  /** With the version. */
  reference: string;
  lease: ImageLease;
}

export interface ObtainOptions {
  engine: Engine;
  leases: ImageLeases;
  /** What a registry has. @throws AppError */
  tagsOf: (server: string, repository: string) => Promise<string[]>;
  /** Called with the name of an image that may have to go again, before it comes where that is known. */
  note: (name: string) => Promise<void>;
  signal: AbortSignal;
  onPull?: (progress: LayerProgress) => void;
  onStatus?: (status: string) => void;
  /** Asks the registry though the engine has it: for updates. @param image that the engine has */
  isStale?: (image: ApiImageDetail) => boolean;
}

/**
 * Brings an extension's image to the engine: nothing is pulled that is there. Without a tag: the newest version that
 * the engine has, else that the registry has. What is Pier's own comes of its file alone: on registries its name is
 * somebody else's.
 * @throws AppError `image_pull_failed`, `not_an_image`, `extension_invalid`, `path_unreadable`, `engine_unreachable`
 */
export async function obtainImage(source: ExtensionSource, options: ObtainOptions): Promise<ObtainedImage> {
  return source.kind === 'image'
    ? await fromName(source.reference, options)
    : await fromTar(source.path, options);
}

async function fromName(name: string, options: ObtainOptions): Promise<ObtainedImage> {
  const { engine, leases, signal, isStale } = options;
  const { repository, version: wanted } = parseExtensionReference(name);
  const attempt = { verb: 'look up', operand: name };
  const isUpdate = isStale !== undefined;
  const bundled = await findBundled(name, options, isUpdate);
  if (bundled) return await fromTar(bundled, options);
  const version = wanted ?? (await chooseVersion(repository, options, isUpdate));
  const reference = extensionReference({ repository, version });
  const known = await engine.use(attempt, (client) => inspectImage(client, reference, signal));
  const isOwn = isOwnExtension(repository);
  if (!known && isOwn)
    throw extensionInvalid(reference, 'it comes with Pier, and this Pier has none of that name');
  if (known && (isOwn || !isStale?.(known))) {
    return {
      image: known,
      repository,
      version,
      reference,
      lease: leases.take(known.Id, { reference, isNew: false }),
    };
  }
  if (!known) await options.note(reference);
  try {
    for await (const progress of pullLayers(engine, reference, { signal })) options.onPull?.(progress);
  } catch (error) {
    // One that was built here and is named by its version is in no registry.
    if (!known || wanted === undefined || signal.aborted) throw error;
  }
  const image = await engine.use(attempt, (client) => inspectImage(client, reference, signal));
  if (!image) throw extensionInvalid(reference, 'its image is gone from the engine again');
  const lease = leases.take(image.Id, { reference, isNew: image.Id !== known?.Id });
  return { image, repository, version, reference, lease };
}

/** The file of one that comes with Pier, where the engine has no image of it. */
async function findBundled(
  name: string,
  { engine, signal }: ObtainOptions,
  isUpdate: boolean,
): Promise<string | undefined> {
  const { repository, version } = parseExtensionReference(name);
  if (!isOwnExtension(repository)) return undefined;
  return await engine.use({ verb: 'look up', operand: name }, async (client) => {
    const { Arch } = await client.json<{ Arch: string }>({ path: '/version', signal });
    const images = await client.json<ApiImage[]>({
      path: '/images/json',
      query: { filters: { reference: [version === undefined ? repository : name] } },
      signal,
    });
    return images.length === 0 || (isUpdate && version === undefined)
      ? bundledExtension(repository, Arch)
      : undefined;
  });
}

/** Offline and without access to the list of tags it is "latest", and the pull tells what is wrong. */
async function chooseVersion(repository: string, options: ObtainOptions, isUpdate: boolean): Promise<string> {
  const { engine, tagsOf, signal, onStatus } = options;
  const images = await engine.use({ verb: 'look up', operand: repository }, (client) =>
    client.json<ApiImage[]>({
      path: '/images/json',
      query: { filters: { reference: [repository] } },
      signal,
    }),
  );
  const local = images
    .flatMap(({ RepoTags: tags }) => tags ?? [])
    .map(parseExtensionReference)
    .flatMap((each) => (each.repository === repository && each.version ? [each.version] : []));
  const here = newestVersion(local) ?? local[0];
  if (here && !isUpdate) return here;
  onStatus?.('Asking the registry for its versions');
  const { server, path } = registryOf(repository);
  const there = await tagsOf(server, path).catch(() => []);
  signal.throwIfAborted();
  return newestVersion([...there, ...local]) ?? here ?? 'latest';
}

/** Where a repository is, and what it is called there. */
export function registryOf(repository: string): { server: string; path: string } {
  const [first = '', ...rest] = repository.split('/');
  const isServer = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  if (isServer) return { server: first, path: rest.join('/') };
  return { server: DOCKER_HUB, path: rest.length > 0 ? repository : `library/${repository}` };
}

async function fromTar(path: string, options: ObtainOptions): Promise<ObtainedImage> {
  const { engine, leases, signal, onStatus } = options;
  const file = hostPath(path);
  const name = basename(file);
  const attempt = { verb: 'load', operand: name };
  const found = await stat(file).catch((error: unknown) => {
    throw unreadable('open', file, error);
  });
  if (!found.isFile()) throw extensionInvalid(name, 'it is no file');
  onStatus?.('Reading the file');
  const before = new Set(
    await engine.use(attempt, async (client) => {
      const images = await client.json<ApiImage[]>({ path: '/images/json', query: { all: true }, signal });
      return images.map(({ Id }) => Id);
    }),
  );
  const names = await loadArchive(engine, { ...attempt, stream: createReadStream(file), signal });
  const images = await engine.use(attempt, (client) =>
    Promise.all(names.map(async (each) => ({ name: each, image: await inspectImage(client, each, signal) }))),
  );
  const leased = images.flatMap(({ name: reference, image }) =>
    image
      ? [{ reference, image, lease: leases.take(image.Id, { reference, isNew: !before.has(image.Id) }) }]
      : [],
  );
  for (const { reference, lease } of leased) if (lease.isOurs) await options.note(reference);
  const extensions = leased.filter(({ image }) => isExtensionImage(image.Config?.Labels));
  const chosen = extensions.length > 0 ? extensions : leased;
  const [first] = chosen;
  const refuse = async (cause: string) => {
    await Promise.all(leased.map(({ lease }) => lease.release({ kept: false })));
    return extensionInvalid(name, cause);
  };
  if (!first) throw await refuse('there is no image in it');
  if (new Set(chosen.map(({ image }) => image.Id)).size > 1) throw await refuse('it has several images');
  const tagged = chosen.find(({ reference }) => !reference.startsWith('sha256:'));
  if (!tagged) throw await refuse('its image has no name: save it by its name');
  const { repository, version = 'latest' } = parseExtensionReference(tagged.reference);
  await Promise.all(
    leased.filter((each) => each !== tagged).map(({ lease }) => lease.release({ kept: false })),
  );
  return { ...tagged, repository, version, reference: extensionReference({ repository, version }) };
}
