import { mkdir, writeFile } from 'node:fs/promises';
import { basename, posix } from 'node:path';
import { z } from 'zod';
import type { ExtensionAbility } from '../../../../shared/contract/extensions.ts';
import { nameOf } from '../../../../shared/file-path.ts';
import {
  EXTENSION_LABEL,
  extensionProject,
  missingLabels,
} from '../../../../shared/model/extension-labels.ts';
import {
  type ExtensionMetadata,
  extensionMetadata,
  hostBinaryPaths,
  hostPlatform,
  parseMetadataText,
} from '../../../../shared/model/extension-metadata.ts';
import { toDiskError } from '../../../../vm/disk-error.ts';
import type { ApiImageDetail } from '../../engine/engine-api.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import { backendModel, type RenderedBackend, USUAL_ENGINE } from '../backend/backend-model.ts';
import { servicesOf } from '../backend/compose-model.ts';
import { containerAbilities } from '../backend/container-abilities.ts';
import type { ExtensionCompose } from '../backend/extension-compose.ts';
import { withoutFolder } from '../backend/own-files.ts';
import { fetchComposeFile } from '../backend/read-compose-file.ts';
import { labelDetails } from '../catalogue/label-details.ts';
import type { ExtensionFolder } from '../extension-files.ts';
import type { ExtensionRecord } from '../extension-record.ts';
import { extensionInvalid } from './extension-invalid.ts';
import { BudgetError, ExtractBudget, extractTree, within, writeFileOf } from './extract-tree.ts';
import { ImageFiles } from './image-files.ts';

const METADATA_LIMIT = 1024 * 1024;
const ICON_LIMIT = 512 * 1024;
const ICON_TYPES = /\.(svg|png|jpe?g|gif|webp)$/i;
/** What an extension may take on this computer. The largest known have some 300 MB of programs. */
const LIMITS = { bytes: 2 * 1024 ** 3, entries: 50_000 };

type DashboardTab = NonNullable<ExtensionMetadata['ui']>['dashboard-tab'];

/** What is known of an extension from its image alone. */
export type ExtensionContent = Omit<
  ExtensionRecord,
  'enabled' | 'permissions' | 'installedAt' | 'updatedAt' | 'ownsImage'
>;

export interface AssembleOptions {
  client: EngineClient;
  image: ApiImageDetail;
  id: string;
  repository: string;
  version: string;
  /** With its version. */
  reference: string;
  /** Marks what is made on the engine for it. */
  owner: string;
  /** That does not exist. */
  folder: ExtensionFolder;
  compose: ExtensionCompose;
  platform?: NodeJS.Platform;
  signal: AbortSignal;
}

/**
 * Puts an extension's files together in a folder, of its image, without running anything of it.
 * @throws AppError `extension_invalid`, `compose_missing`, `home_disk_full` and others; EngineHttpError
 */
export async function assembleExtension(options: AssembleOptions): Promise<{
  content: ExtensionContent;
  missingLabels: string[];
}> {
  const { client, image, owner, signal, reference } = options;
  try {
    return await ImageFiles.use({ client, imageId: image.Id, owner, signal }, (files) =>
      assemble(options, files),
    );
  } catch (error) {
    if (error instanceof BudgetError) throw extensionInvalid(reference, error.message);
    throw toDiskError(error, options.folder.path);
  }
}

async function assemble(options: AssembleOptions, files: ImageFiles) {
  const { image, id, repository, version, reference, folder } = options;
  const labels = image.Config?.Labels ?? {};
  const metadata = await readMetadata(files, reference);
  const budget = new ExtractBudget(LIMITS);
  await mkdir(folder.path, { recursive: true, mode: 0o700 });
  const icon = await fetchIcon(files, metadata, folder, budget);
  const tab = metadata.ui?.['dashboard-tab'];
  if (tab) await fetchPage(files, tab.root ?? '/', { folder, budget, reference });
  const binaries = await fetchBinaries(files, metadata, options, budget);
  const title = tab?.title ?? labels[EXTENSION_LABEL.title] ?? repository;
  const backend = metadata.vm && (await assembleBackend(metadata.vm, { options, files, title, budget, tab }));
  const abilities: ExtensionAbility[] = [
    ...(tab ? [{ kind: 'page' as const, title: tab.title }, { kind: 'docker-commands' as const }] : []),
    ...(backend?.abilities ?? []),
    ...binaries.map((binary) => ({ kind: 'host-program' as const, ...binary })),
  ];
  const content: ExtensionContent = {
    format: 1,
    id,
    repository,
    image: reference,
    imageId: image.Id,
    version,
    title,
    description: labels[EXTENSION_LABEL.description] ?? '',
    vendor: labels[EXTENSION_LABEL.vendor] ?? '',
    apiVersion: labels[EXTENSION_LABEL.apiVersion] ?? '',
    metadata,
    details: labelDetails(labels),
    ...(icon && { icon }),
    hasUi: tab !== undefined,
    binaries,
    ...(backend && { backend: backend.record }),
    abilities,
  };
  return { content, missingLabels: missingLabels(labels) };
}

async function readMetadata(files: ImageFiles, reference: string): Promise<ExtensionMetadata> {
  let bytes: Buffer | undefined;
  try {
    bytes = await files.read('/metadata.json', METADATA_LIMIT);
  } catch (error) {
    throw error instanceof Error && error.constructor === Error
      ? extensionInvalid(reference, error.message)
      : error;
  }
  if (!bytes) throw extensionInvalid(reference, "it is no extension: its image has no '/metadata.json'");
  const value = parseMetadataText(bytes.toString('utf8'));
  if (value === undefined) throw extensionInvalid(reference, "its '/metadata.json' is no JSON");
  const { data, error } = extensionMetadata.safeParse(value);
  if (data) return data;
  const reason = z.prettifyError(error).replaceAll(/\s*\n\s*/g, ' ');
  throw extensionInvalid(reference, `its '/metadata.json' is not as it has to be: ${reason}`);
}

/** The name of its file; undefined where there is none that can be shown. */
async function fetchIcon(
  files: ImageFiles,
  { icon }: ExtensionMetadata,
  folder: ExtensionFolder,
  budget: ExtractBudget,
): Promise<string | undefined> {
  const [ending] = ICON_TYPES.exec(icon ?? '') ?? [];
  if (!icon || !ending || /^[a-z]+:/i.test(icon)) return undefined;
  const bytes = await files.read(icon, ICON_LIMIT).catch(() => undefined);
  if (!bytes) return undefined;
  budget.take(bytes.length);
  const name = `icon${ending.toLowerCase()}`;
  await writeFile(folder.icon(name), bytes, { mode: 0o644 });
  return name;
}

async function fetchPage(
  files: ImageFiles,
  root: string,
  { folder, budget, reference }: { folder: ExtensionFolder; budget: ExtractBudget; reference: string },
): Promise<void> {
  const count = await extractTree(files.entries(root), folder.ui, budget);
  if (count === 0) throw extensionInvalid(reference, `its image has no '${root}', where its page should be`);
}

/** All in one folder, by their base names; of two of one name the last. */
async function fetchBinaries(
  files: ImageFiles,
  metadata: ExtensionMetadata,
  { folder, reference, platform = process.platform }: AssembleOptions,
  budget: ExtractBudget,
): Promise<{ name: string; sha256: string; sizeBytes: number }[]> {
  const found = new Map<string, { name: string; sha256: string; sizeBytes: number }>();
  for (const path of hostBinaryPaths(metadata, hostPlatform(platform))) {
    const name = basename(posix.normalize(path.replaceAll('\\', '/')));
    const to = within(folder.host, `/${name}`);
    if (name === '' || to === undefined) continue;
    let isThere = false;
    for await (const { entry, body } of files.entries(path.replaceAll('\\', '/'))) {
      if (entry.type !== 'file') break;
      budget.take(entry.size);
      found.set(name, { name, ...(await writeFileOf(body, to, 0o755)) });
      isThere = true;
      break;
    }
    if (!isThere)
      throw extensionInvalid(reference, `its image has no '${nameOf(path)}', a program that it names`);
  }
  return [...found.values()];
}

async function assembleBackend(
  vm: NonNullable<ExtensionMetadata['vm']>,
  context: {
    options: AssembleOptions;
    files: ImageFiles;
    title: string;
    budget: ExtractBudget;
    tab: DashboardTab | undefined;
  },
) {
  const { options, files, title, budget, tab } = context;
  const { folder, id, reference, compose, signal } = options;
  const name = reference;
  const { file, order } = await fetchComposeFile(vm, { files, folder: folder.vm, name, budget });
  const project = extensionProject(id);
  const rendering = await compose.render({ project, folder: folder.vm, file, image: reference }, signal);
  const model = withoutFolder(rendering, folder.vm);
  const provided = servicesOf(model).find(([, service]) => service.provider !== undefined);
  if (provided) {
    const cause = `its service '${provided[0]}' is a program of this computer, which compose would run`;
    throw extensionInvalid(reference, cause);
  }
  // The page's is the old place for it.
  const socket = vm.exposes?.socket ?? tab?.backend?.socket;
  const { services, socketContainer } = backendModel({
    ...{ model, order, id, title, project, image: reference },
    hasSocket: socket !== undefined,
    ...USUAL_ENGINE,
  });
  if (services.length === 0) throw extensionInvalid(reference, 'its compose file has no services');
  const rendered: RenderedBackend = { order, model };
  await writeFile(folder.compose, JSON.stringify(rendered, null, 2), { mode: 0o600 });
  return {
    abilities: containerAbilities(model, order),
    record: {
      project,
      services,
      ...(socket && { socket }),
      ...(socketContainer && { socketContainer }),
    },
  };
}
