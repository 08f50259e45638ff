import { access, constants, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { ComposeSource } from '../../../shared/contract/compose.ts';
import { AppError } from '../../../shared/errors.ts';
import { hostPath } from '../host-files/list-host-files.ts';

/** What compose is told about a project. */
export interface ProjectFiles {
  /** Empty: the file's own name, or its folder's. */
  name: string;
  workingDir: string;
  /** Absolute; later ones override earlier ones. */
  configFiles: string[];
  /** In place of `.env` in the working folder. */
  envFiles: string[];
}

/** What compose looks for where no file is named, and what it then lays over it. */
const DEFAULT_NAMES = new Set(['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']);
const OVERRIDES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

/**
 * The files of a project that is known, or of a file that a person picked: as "docker compose up" in its folder would
 * choose them, with the override file beside it.
 * @throws AppError `compose_project_not_found`, `compose_file_invalid`
 */
export async function projectFiles(
  source: ComposeSource,
  known: (name: string) => Promise<ProjectFiles | undefined>,
): Promise<ProjectFiles> {
  if ('file' in source) {
    const file = hostPath(source.file);
    await checkFile(file);
    const workingDir = dirname(file);
    const override = DEFAULT_NAMES.has(basename(file)) ? await firstThere(workingDir, OVERRIDES) : undefined;
    const configFiles = [file, ...(override ? [override] : [])];
    return { name: source.name, workingDir, configFiles, envFiles: [] };
  }
  const files = await known(source.project);
  if (!files) {
    throw new AppError(
      'compose_project_not_found',
      `Cannot find the project '${source.project}': the engine has nothing of it.`,
      'It was removed meanwhile. The list shows the projects there are.',
    );
  }
  if (files.configFiles.length === 0) {
    throw new AppError(
      'compose_file_invalid',
      `Cannot read the file of '${source.project}': its containers do not say where it is.`,
      'It was made from standard input, or by another program. Bring it up from a file once to have it here.',
    );
  }
  for (const file of files.configFiles) await checkFile(file);
  return files;
}

async function checkFile(file: string): Promise<void> {
  const invalid = (cause: string, hint: string) =>
    new AppError('compose_file_invalid', `Cannot read '${file}': ${cause}.`, hint);
  if (!isAbsolute(file)) throw invalid('it is no absolute path', 'Give the whole path, from the root on.');
  const found = await stat(file).catch(() => undefined);
  if (!found) {
    const hint =
      'It was moved or removed, or the project was made on another computer. Pick the file where it is now.';
    throw invalid('there is no such file on this computer', hint);
  }
  if (found.isDirectory())
    throw invalid('it is a folder', 'Pick the file in it, mostly called compose.yaml.');
  await access(file, constants.R_OK).catch(() => {
    throw invalid('you may not read it', 'Make it readable for you, then try again.');
  });
}

async function firstThere(folder: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const path = join(folder, name);
    if ((await stat(path).catch(() => undefined))?.isFile()) return path;
  }
  return undefined;
}
