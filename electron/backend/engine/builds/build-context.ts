import { createReadStream, type Dirent, promises as fs, type Stats } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Header, type Pack, pack } from 'tar-stream';
import type { BuildRequest } from '../../../../shared/contract/builds.ts';
import { AppError } from '../../../../shared/errors.ts';
import { hostPath, unreadable } from '../../host-files/list-host-files.ts';
import { Dockerignore, type FolderMatch, type IgnorePattern, parseDockerignore } from './dockerignore.ts';

/** A Dockerfile is text that people write: more is a mistake. In bytes. */
const DOCKERFILE_LIMIT = 1024 * 1024;

/** What is said of a file of the tar. */
type FileHeader = Partial<Header> & { name: string };

/** The name of a Dockerfile that is not in the context. Nobody calls a file so. */
const OUTSIDE_NAME = '.dockerfile.pier-build';

/** All that a build sends, checked and not yet read. */
export interface BuildContext {
  /** Absent: there is nothing but the Dockerfile. */
  folder: string | undefined;
  ignore: IgnorePattern[];
  /** As the engine finds it in the tar. */
  dockerfileName: string;
  dockerfile: string;
  /** Where it is on this computer; empty where it is text. */
  dockerfilePath: string;
  /** True where the Dockerfile is added to what the folder has. */
  isAdded: boolean;
  /** As a person knows it. */
  title: string;
}

/** Reads what a build begins with. @throws AppError `path_unreadable`, `bad_input` */
export async function openBuildContext(
  request: Pick<BuildRequest, 'context' | 'dockerfile'>,
): Promise<BuildContext> {
  const folder = request.context === undefined ? undefined : hostPath(request.context);
  if (folder !== undefined) {
    const stats = await fs.stat(folder).catch((error) => {
      throw unreadable('open the folder', folder, error);
    });
    if (!stats.isDirectory()) throw unreadable('open the folder', folder, { code: 'ENOTDIR' });
  }
  if (request.dockerfile.kind === 'text') {
    const { text } = request.dockerfile;
    const ignore = folder === undefined ? [] : await readIgnore(folder, undefined);
    return {
      folder,
      ignore,
      dockerfileName: folder === undefined ? 'Dockerfile' : OUTSIDE_NAME,
      dockerfile: text,
      dockerfilePath: '',
      isAdded: true,
      title: folder === undefined ? 'Dockerfile' : basename(folder),
    };
  }
  const path = dockerfilePath(request.dockerfile.path, folder);
  const dockerfile = await readDockerfile(path);
  const within = folder === undefined ? '' : relative(folder, path);
  const isInside = within !== '' && !within.startsWith('..') && !isAbsolute(within);
  return {
    folder,
    ignore: folder === undefined ? [] : await readIgnore(folder, path),
    dockerfileName: isInside ? within.split(sep).join('/') : OUTSIDE_NAME,
    dockerfile,
    dockerfilePath: path,
    isAdded: !isInside,
    title: basename(folder ?? dirname(path)),
  };
}

/**
 * The tar of a build. Links stay links, owners are root, as the docker command does it.
 * @param options.onSkip is told of what no tar can hold: sockets, names that are no UTF-8
 */
export function packBuildContext(
  context: BuildContext,
  options: { signal: AbortSignal; onSkip: (path: string, reason: string) => void },
): Readable {
  const tar = pack();
  const work = async () => {
    if (context.isAdded) await addText(tar, context.dockerfileName, context.dockerfile);
    if (context.folder !== undefined) await new ContextWalk(context, context.folder, tar, options).run();
    tar.finalize();
  };
  work().catch((error: unknown) => tar.destroy(error as Error));
  return Readable.from(tar as AsyncIterable<Buffer>, { objectMode: false });
}

/** One walk over a folder into a tar. */
class ContextWalk {
  readonly #root: string;
  readonly #tar: Pack;
  readonly #rules: Dockerignore;
  /** Sent though they are ignored: the engine needs them, and leaves them out itself. */
  readonly #always: ReadonlySet<string>;
  readonly #signal: AbortSignal;
  readonly #onSkip: (path: string, reason: string) => void;

  constructor(
    context: BuildContext,
    root: string,
    tar: Pack,
    options: { signal: AbortSignal; onSkip: (path: string, reason: string) => void },
  ) {
    this.#root = root;
    this.#tar = tar;
    this.#rules = new Dockerignore(context.ignore);
    this.#always = new Set(['.dockerignore', context.dockerfileName]);
    this.#signal = options.signal;
    this.#onSkip = options.onSkip;
  }

  run(): Promise<void> {
    return this.#folder('', undefined);
  }

  async #folder(path: string, match: FolderMatch | undefined): Promise<void> {
    const where = join(this.#root, path);
    const entries = await fs.readdir(where, { withFileTypes: true }).catch((error) => {
      throw unreadable('read the folder', where, error);
    });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      this.#signal.throwIfAborted();
      await this.#entry(path === '' ? entry.name : `${path}/${entry.name}`, entry, match);
    }
  }

  async #entry(path: string, entry: Dirent, folder: FolderMatch | undefined): Promise<void> {
    const { ignored, folder: match } = this.#rules.match(path, folder);
    const isWanted = !ignored || this.#always.has(path);
    if (entry.isDirectory()) {
      const leadsToDockerfile = [...this.#always].some((name) => name.startsWith(`${path}/`));
      if (ignored && !leadsToDockerfile && !this.#rules.mayReturn(path)) return;
      if (isWanted) await this.#add(path);
      await this.#folder(path, match);
    } else if (isWanted) {
      await this.#add(path);
    }
  }

  async #add(path: string): Promise<void> {
    const where = join(this.#root, path);
    if (path.includes('\uFFFD')) {
      this.#onSkip(path, 'its name is not UTF-8');
      return;
    }
    const stats = await fs.lstat(where).catch((error) => {
      throw unreadable('read', where, error);
    });
    const header = headerOf(path, stats);
    if (stats.isDirectory()) {
      await addEntry(this.#tar, { ...header, type: 'directory' });
    } else if (stats.isSymbolicLink()) {
      await addEntry(this.#tar, { ...header, type: 'symlink', linkname: await fs.readlink(where) });
    } else if (stats.isFile()) {
      await this.#addFile(where, { ...header, type: 'file', size: stats.size });
    } else {
      this.#onSkip(path, 'it is a socket, a pipe or a device');
    }
  }

  async #addFile(where: string, header: FileHeader): Promise<void> {
    if (header.size === 0) return addEntry(this.#tar, header);
    // Opened first: an entry that is begun has to be filled.
    const file = await fs.open(where).catch((error) => {
      throw unreadable('read', where, error);
    });
    try {
      // What is written to it meanwhile does not count.
      const content = createReadStream('', { fd: file, end: (header.size ?? 0) - 1, autoClose: false });
      await pipeline(content, this.#tar.entry(header));
    } catch (error) {
      throw (error as Error).message === 'Size mismatch'
        ? new AppError(
            'path_unreadable',
            `Cannot read '${where}': it became shorter while it was sent.`,
            'Build again when nothing writes to it, or list it in .dockerignore.',
            { cause: error },
          )
        : error;
    } finally {
      await file.close();
    }
  }
}

function headerOf(path: string, stats: Stats): FileHeader {
  // Windows knows no modes: everything may be run there, as the docker command has it.
  const mode = process.platform === 'win32' ? 0o755 : stats.mode & 0o7777;
  return { name: path, mode, mtime: stats.mtime, uid: 0, gid: 0 };
}

function addText(tar: Pack, name: string, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // The epoch: the same text is the same file for the builder's cache.
    const header: FileHeader = { name, mode: 0o644, mtime: new Date(0), type: 'file' };
    tar.entry(header, text, (error) => (error ? reject(error) : resolve()));
  });
}

/** One without contents. */
function addEntry(tar: Pack, header: FileHeader): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null) => (error ? reject(error) : resolve());
    if (header.type === 'file') tar.entry(header, Buffer.alloc(0), done);
    else tar.entry(header, done);
  });
}

function dockerfilePath(path: string, folder: string | undefined): string {
  return folder !== undefined && !isAbsolute(path) && !path.startsWith('~')
    ? resolve(folder, path)
    : hostPath(path);
}

async function readDockerfile(path: string): Promise<string> {
  try {
    const { size } = await fs.stat(path);
    if (size > DOCKERFILE_LIMIT) {
      throw new AppError(
        'bad_input',
        `Cannot build '${path}': it has ${size} bytes, which no Dockerfile has.`,
        'Choose a Dockerfile.',
      );
    }
    return await fs.readFile(path, 'utf8');
  } catch (error) {
    throw error instanceof AppError ? error : unreadable('read the Dockerfile', path, error);
  }
}

/** `<Dockerfile>.dockerignore` beside a Dockerfile goes before the folder's. */
async function readIgnore(folder: string, dockerfile: string | undefined): Promise<IgnorePattern[]> {
  const candidates = [...(dockerfile ? [`${dockerfile}.dockerignore`] : []), join(folder, '.dockerignore')];
  for (const path of candidates) {
    const text = await fs.readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw unreadable('read', path, error);
    });
    if (text === undefined) continue;
    try {
      return parseDockerignore(text);
    } catch (error) {
      throw new AppError(
        'bad_input',
        `Cannot read '${path}': ${(error as Error).message}.`,
        'Correct the line; the rules are those of .dockerignore.',
        { cause: error },
      );
    }
  }
  return [];
}
