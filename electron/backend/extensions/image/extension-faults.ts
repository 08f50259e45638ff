import { EXTENSION_LABEL, missingLabels } from '../../../../shared/model/extension-labels.ts';
import {
  type ExtensionMetadata,
  extensionMetadata,
  type HostPlatform,
  hostBinaryPaths,
  metadataFaults,
  parseMetadataText,
} from '../../../../shared/model/extension-metadata.ts';
import type { ApiImageDetail } from '../../engine/engine-api.ts';
import type { ImageFiles } from './image-files.ts';

const METADATA_LIMIT = 1024 * 1024;
const PLATFORMS: readonly HostPlatform[] = ['darwin', 'windows', 'linux'];
/** Labels whose values are lists, where they are anything. */
const JSON_LABELS = [EXTENSION_LABEL.screenshots, EXTENSION_LABEL.additionalUrls];

/**
 * What is wrong with an image for those who publish it: its metadata, in the docker command's words, what its metadata
 * names and its image has not, and its labels.
 */
export async function extensionFaults(
  image: Pick<ApiImageDetail, 'Os' | 'Config'>,
  files: Pick<ImageFiles, 'entries' | 'read'>,
): Promise<string[]> {
  return [
    ...(image.Os && image.Os !== 'linux' ? [`image: is for ${image.Os}, not for linux`] : []),
    ...(await fileFaults(files)),
    ...labelFaults(image.Config?.Labels ?? {}),
  ];
}

async function fileFaults(files: Pick<ImageFiles, 'entries' | 'read'>): Promise<string[]> {
  let bytes: Buffer | undefined;
  try {
    bytes = await files.read('/metadata.json', METADATA_LIMIT);
  } catch (error) {
    // Only that it is too large is a plain error.
    if (error instanceof Error && error.constructor === Error) return [`metadata.json: ${error.message}`];
    throw error;
  }
  if (!bytes) return ['metadata.json: is not in the root of the image'];
  const value = parseMetadataText(bytes.toString('utf8'));
  if (value === undefined) return ['metadata.json: is no JSON'];
  const { data } = extensionMetadata.safeParse(value);
  const missing: string[] = [];
  for (const [where, path] of data ? namedPaths(data) : []) {
    if (!(await isThere(files, path))) missing.push(`metadata.json: ${where}: the image has no '${path}'`);
  }
  return [...metadataFaults(value), ...missing];
}

/** What the metadata say that is in the image, by where they say it. */
function namedPaths({ icon, ui, vm, ...rest }: ExtensionMetadata): [where: string, path: string][] {
  const tab = ui?.['dashboard-tab'];
  const page = tab?.src.split(/[?#]/, 1)[0];
  const binaries = PLATFORMS.flatMap((platform) =>
    hostBinaryPaths(rest, platform).map((path): [string, string] => [`host.binaries.${platform}`, path]),
  );
  return [
    ...(icon ? ([['icon', icon]] as const) : []),
    ...(tab && page ? ([['ui.dashboard-tab.src', `${tab.root ?? ''}/${page}`]] as const) : []),
    ...(vm?.composefile ? ([['vm.composefile', vm.composefile]] as const) : []),
    ...binaries,
  ].map(([where, path]) => [where, path.replaceAll('\\', '/')]);
}

async function isThere(files: Pick<ImageFiles, 'entries'>, path: string): Promise<boolean> {
  for await (const _ of files.entries(path)) return true;
  return false;
}

function labelFaults(labels: Readonly<Record<string, string>>): string[] {
  const lists = JSON_LABELS.filter((name) => labels[name] && !Array.isArray(jsonOf(labels[name])));
  return [
    ...missingLabels(labels).map((name) => `labels: '${name}' is missing`),
    ...lists.map((name) => `labels: '${name}' is no JSON list`),
  ];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
