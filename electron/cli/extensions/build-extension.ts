import { access, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { extensionReference, parseExtensionReference } from '../../../shared/model/extension-id.ts';
import type { PierFiles } from '../../../vm/files.ts';
import { type JsonOption, Tell } from '../tell.ts';
import { withAnyBackend } from '../with-any-backend.ts';
import { type SkeletonNames, skeletonFiles } from './extension-skeleton.ts';

/** `pier extension validate`: in the docker command's words. Exit code 1 where something is wrong. @throws AppError */
export async function validate(
  files: PierFiles,
  entry: string,
  what: string,
  options: JsonOption,
): Promise<void> {
  const tell = new Tell(options);
  const isFile = /\.json$/i.test(what);
  const found = isFile
    ? { kind: 'metadata file', name: what, faults: await faultsOfFile(what) }
    : await faultsOfImage(files, entry, what);
  const { kind, name, faults } = found;
  tell.value({ [isFile ? 'file' : 'image']: name, valid: faults.length === 0, faults });
  if (faults.length === 0) {
    tell.say(`The extension ${kind} "${name}" is valid\n`);
    return;
  }
  tell.say(`The extension ${kind} "${name}" is not valid. see errors:\n`);
  for (const fault of faults) tell.say(`- ${fault}\n`);
  if (!tell.json) process.stderr.write(`invalid extension ${kind}\n`);
  process.exitCode = 1;
}

async function faultsOfFile(path: string): Promise<string[]> {
  // Schemas are loaded by this one command.
  const { metadataFaults, parseMetadataText } = await import('../../../shared/model/extension-metadata.ts');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new AppError('path_unreadable', `Read '${path}': ${why}.`, 'Name a metadata.json, or an image.');
  });
  const value = parseMetadataText(text);
  return value === undefined ? ['metadata.json: is no JSON'] : metadataFaults(value);
}

async function faultsOfImage(files: PierFiles, entry: string, reference: string) {
  const { image, faults } = await withAnyBackend(files, entry, ({ client }) =>
    client.extensions.validate({ reference }),
  );
  return { kind: 'image', name: image, faults };
}

/** `pier extension share`: the link that Docker Desktop has, in our scheme. @throws AppError `bad_input` */
export async function share(image: string, options: JsonOption): Promise<void> {
  const { repository, version } = parseExtensionReference(image);
  if (version === undefined || repository === '' || /\s/.test(image)) {
    throw new AppError(
      'bad_input',
      `Share '${image}': it names no version.`,
      `Name it with its tag: pier extension share ${repository || 'my/extension'}:latest`,
    );
  }
  const link = `pier://extensions/marketplace?${new URLSearchParams({ extensionId: repository, tag: version })}`;
  const tell = new Tell(options);
  tell.say(`${link}\n\n`);
  tell.say(
    `Where Pier Desktop is installed, this link shows ${extensionReference({ repository, version })}: what it is and\n`,
  );
  tell.say(
    'what it may do. It is installed by whoever wants it, from there. Its image has to be where they can pull it.\n',
  );
  tell.value({ image: extensionReference({ repository, version }), link });
}

/** `pier extension init`: never into a folder that is there. @throws AppError `bad_input`, `file_exists` */
export async function init(name: string, { image, json }: JsonOption & { image?: string }): Promise<void> {
  const folder = resolve(name);
  const names = namesOf(basename(folder), image);
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  if (isThere) {
    throw new AppError('file_exists', `Make '${folder}': it is there already.`, 'Choose another name.');
  }
  try {
    await access(dirname(folder));
    for (const [path, text] of Object.entries(skeletonFiles(names))) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  } catch (error) {
    const why = (error as Error).message;
    throw new AppError(
      'home_not_writable',
      `Make '${folder}': ${why}.`,
      'Choose a folder that you may write to.',
    );
  }
  const tell = new Tell({ json });
  tell.say(`${folder} has an extension that works. Build it and install it:\n\n`);
  tell.say(`  cd ${name}\n  docker build -t ${names.image} .\n  pier extension install ${names.image}\n\n`);
  tell.say('README.md tells what is what, and what to do next.\n');
  tell.value({ folder, image: names.image, files: Object.keys(skeletonFiles(names)) });
}

/** @throws AppError `bad_input` */
function namesOf(folder: string, image: string | undefined): SkeletonNames {
  const repository = image ?? folder.toLowerCase();
  if (!/^[a-z0-9]+([._/:-]+[a-z0-9]+)*$/.test(repository)) {
    throw new AppError(
      'bad_input',
      `Make an extension '${folder}': an image cannot be called '${repository}'.`,
      'Use letters, digits and single dashes, or say what it is to be called: --image',
    );
  }
  const words = folder.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const title = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
  const { repository: bare, version = 'latest' } = parseExtensionReference(repository);
  return { image: extensionReference({ repository: bare, version }), title };
}
