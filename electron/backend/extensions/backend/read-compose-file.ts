import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { folderOf, nameOf } from '../../../../shared/file-path.ts';
import type { ExtensionMetadata } from '../../../../shared/model/extension-metadata.ts';
import { resolve } from '../../engine/files/real-path.ts';
import { extensionInvalid } from '../image/extension-invalid.ts';
import { type ExtractBudget, extractTree, writeFileOf } from '../image/extract-tree.ts';
import type { ImageFiles } from '../image/image-files.ts';
import { composeReferences, relativeMounts, staysWithin } from './compose-references.ts';

const FILE_LIMIT = 1024 * 1024;
/** A compose file that includes itself ends here. */
const FILES_LIMIT = 100;

/** A compose file of an extension, on this computer. */
export interface ExtensionComposeFile {
  file: string;
  /** Of its services, as they stand in it. */
  order: string[];
}

/**
 * Brings the compose file of an extension and what belongs to it into a folder: all of the folder that it is in, or,
 * where that is the image's root, what it names. For an image that runs as it is, a file that says so.
 * @throws AppError `extension_invalid`
 */
export async function fetchComposeFile(
  vm: NonNullable<ExtensionMetadata['vm']>,
  options: { files: ImageFiles; folder: string; name: string; budget: ExtractBudget },
): Promise<ExtensionComposeFile> {
  const { files, folder, name, budget } = options;
  if (vm.composefile === undefined) {
    if (vm.image === undefined)
      throw extensionInvalid(name, 'its metadata names neither an image nor a compose file');
    await mkdir(folder, { recursive: true });
    const file = join(folder, 'docker-compose.yaml');
    await writeFile(file, stringify({ services: { service: { image: vm.image } } }));
    return { file, order: ['service'] };
  }
  const path = resolve('/', vm.composefile);
  const file = join(folder, nameOf(path));
  if (folderOf(path) === '/') {
    await fetchOne(files, path, file, { name, budget });
    for (const reference of named(await readYaml(file, name, vm.composefile))) {
      if (!staysWithin(folder, reference)) continue;
      const from = resolve('/', reference);
      if (from !== '/') await fetchTree(files, from, join(folder, reference), budget);
    }
  } else {
    await extractTree(files.entries(folderOf(path)), folder, budget);
  }
  const document = await readYaml(file, name, vm.composefile);
  await refuseFilesOutside(file, { folder, name });
  const services = document?.services;
  const order = typeof services === 'object' && services !== null ? Object.keys(services) : [];
  return { file, order };
}

function named(document: unknown): string[] {
  return [...composeReferences(document), ...relativeMounts(document)];
}

async function fetchOne(
  files: ImageFiles,
  path: string,
  to: string,
  { name, budget }: { name: string; budget: ExtractBudget },
): Promise<void> {
  for await (const { entry, body } of files.entries(path)) {
    if (entry.type !== 'file' || entry.size > FILE_LIMIT) break;
    budget.take(entry.size);
    await writeFileOf(body, to, 0o644);
    return;
  }
  throw extensionInvalid(name, `its image has no '${path}', which its metadata names`);
}

/** A file or a folder; nothing where nothing is there. */
async function fetchTree(files: ImageFiles, from: string, to: string, budget: ExtractBudget): Promise<void> {
  for await (const { entry, body } of files.entries(from)) {
    if (entry.type !== 'file') break;
    budget.take(entry.size);
    await writeFileOf(body, to, entry.mode & 0o111 ? 0o755 : 0o644);
    return;
  }
  await extractTree(files.entries(from), to, budget);
}

async function readYaml(
  file: string,
  name: string,
  path: string,
): Promise<{ services?: unknown } | null | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined)
    throw extensionInvalid(name, `its image has no '${path}', which its metadata names`);
  try {
    return parse(text, { merge: true });
  } catch (error) {
    throw extensionInvalid(name, `its compose file cannot be understood`, { cause: error });
  }
}

/**
 * Compose reads files for environments, secrets and further parts on this computer. An extension's are its own: what
 * lies elsewhere is refused, in the files that it includes as well. @throws AppError `extension_invalid`
 */
async function refuseFilesOutside(
  first: string,
  { folder, name }: { folder: string; name: string },
): Promise<void> {
  const seen = new Set<string>();
  const waiting = [first];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file) || seen.size >= FILES_LIMIT) continue;
    seen.add(file);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const at = relative(folder, dirname(file));
    for (const reference of referencesOf(text, name)) {
      const fromHere = join(at, reference);
      if (!staysWithin(folder, reference) || !staysWithin(folder, fromHere))
        throw extensionInvalid(name, `its compose file reads '${reference}' of this computer`);
      waiting.push(join(folder, fromHere));
    }
  }
}

/** Of a file that may be several documents in one; an environment is none that has any. @throws AppError `extension_invalid` */
function referencesOf(text: string, name: string): string[] {
  try {
    // What is no YAML is read as far as it goes: compose may understand more of it.
    return parseAllDocuments(text, { merge: true }).flatMap((document) =>
      composeReferences(document.toJS() as unknown),
    );
  } catch (error) {
    throw extensionInvalid(name, 'its compose file cannot be understood', { cause: error });
  }
}
