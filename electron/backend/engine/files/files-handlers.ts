import { Readable } from 'node:stream';
import type { FileEntry, FileTarget } from '../../../../shared/contract/files.ts';
import type { PierHandlers } from '../../../../shared/contract/index.ts';
import { AppError } from '../../../../shared/errors.ts';
import { folderOf, isWithin, joinPath, nameOf } from '../../../../shared/file-path.ts';
import type { TransferDesk } from '../../transfers/transfer-desk.ts';
import type { Engine } from '../engine.ts';
import { ContainerChanges } from './container-changes.ts';
import { downloadFile, downloadMany } from './download-file.ts';
import type { FileAccess, OpenFiles } from './file-access.ts';
import { fileExists, fileRefused, shown } from './file-errors.ts';
import { readContent } from './read-content.ts';
import { encodeText } from './text-content.ts';

export function filesHandlers(services: {
  engine: Engine;
  access: FileAccess;
  transfers: TransferDesk;
}): PierHandlers['files'] {
  const { engine, access, transfers } = services;
  const changes = new ContainerChanges(engine);

  /** What goes wrong is told in the words of the attempt. */
  const work = async <T>(
    target: FileTarget,
    attempt: { verb: string; path: string },
    run: (open: OpenFiles) => Promise<T>,
  ): Promise<T> => {
    const open = await access.open(target);
    try {
      return await run(open);
    } catch (error) {
      throw engine.explain(error, { verb: attempt.verb, operand: shown(attempt.path) });
    } finally {
      open.release();
    }
  };
  const changed = (target: FileTarget) => {
    if (target.kind === 'container') changes.forget(target.id);
  };

  const offered = async (target: FileTarget, paths: readonly string[], signal: AbortSignal) => {
    const [path = '/'] = paths;
    // Before anything is sent: half a tar tells nobody why.
    if (paths.length > 1) {
      for (const each of paths) {
        await work(target, { verb: 'download', path: each }, ({ files, inside }) =>
          files.stat(inside(each), {}, signal),
        );
      }
      return downloadMany({ engine, access, target, paths });
    }
    const entry = await work(target, { verb: 'download', path }, ({ files, inside }) =>
      files.stat(inside(path), { follow: true }, signal),
    );
    return downloadFile({ engine, access, target, path, entry });
  };

  return {
    async *list({ target, path, fresh }, { signal }) {
      if (fresh) changed(target);
      const open = await access.open(target, { fresh });
      try {
        yield { kind: 'access', access: open.access };
        for await (const { entries, readBytes } of open.files.list(open.inside(path), signal)) {
          for (let at = 0; at < entries.length; at += BATCH) {
            yield { kind: 'entries', entries: entries.slice(at, at + BATCH) };
          }
          if (readBytes !== undefined) yield { kind: 'progress', readBytes };
        }
      } catch (error) {
        throw engine.explain(error, { verb: 'list', operand: shown(path) });
      } finally {
        open.release();
      }
    },
    stat: ({ target, path }, { signal }) =>
      work(target, { verb: 'open', path }, ({ files, inside }) => files.stat(inside(path), {}, signal)),
    changes: ({ id, path }) => changes.ofFolder(id, path),
    read: ({ target, path }, { signal }) =>
      work(target, { verb: 'read', path }, ({ files, inside }) => readContent(files, inside(path), signal)),
    write: async ({ target, path, text, encoding, lineEnding, expected }, { signal }) => {
      const bytes = encodeText(text, encoding, lineEnding);
      if (!bytes) throw notInEncoding(path);
      const written = await work(target, { verb: 'write', path }, async ({ files, inside }) => {
        if (expected) {
          const before = await statOrNothing(files.stat(inside(path), { follow: true }, signal));
          refuseChanged(path, before, expected);
        }
        // From here on it is done to its end: a caller that goes must not leave half of it.
        const { signal: never } = new AbortController();
        await files.write(inside(path), { size: bytes.length, body: Readable.from([bytes]) }, never);
        return files.stat(inside(path), { follow: true }, never);
      });
      changed(target);
      return written;
    },
    makeFolder: async ({ target, path }) => {
      await work(target, { verb: 'make', path }, ({ files, inside }) => files.makeFolder(inside(path)));
      changed(target);
      return {};
    },
    remove: async ({ target, paths }) => {
      const [path = ''] = paths;
      await work(target, { verb: 'remove', path }, async (open) => {
        await refuseMounts(paths, 'remove', open);
        for (const each of paths) await open.files.remove(open.inside(each));
      }).finally(() => changed(target));
      return {};
    },
    rename: async ({ target, from, to }) => {
      await work(target, { verb: 'rename', path: from }, async (open) => {
        const { files, inside } = open;
        await refuseMounts([from], 'rename', open);
        if (to !== from && isWithin(to, from))
          throw fileRefused(from, 'rename', 'It cannot be moved into itself');
        await files.rename(inside(from), inside(to), new AbortController().signal);
      });
      changed(target);
      return {};
    },
    download: async ({ target, path }, { signal }) => {
      const download = await offered(target, [path], signal);
      return { ...transfers.offerDownload(download), fileName: download.fileName };
    },
    downloadMany: async ({ target, paths }, { signal }) => {
      const download = await offered(target, paths, signal);
      return { ...transfers.offerDownload(download), fileName: download.fileName };
    },
    offerDrag: async ({ target, paths, ticket }) => {
      transfers.offerDownload((signal) => offered(target, paths, signal), { ticket });
      return {};
    },
    upload: async ({ target, path, size, replace }, { signal }) => {
      const attempt = { verb: 'upload', path };
      await work(target, attempt, async ({ files, inside }) => {
        const there = await statOrNothing(files.stat(inside(path), { follow: true }, signal));
        if (there?.type === 'folder' || (there && !replace)) throw fileExists(path, 'upload');
      });
      return transfers.offerUpload({
        async receive(body, gone) {
          await work(target, attempt, ({ files, inside }) => files.write(inside(path), { size, body }, gone));
          changed(target);
          return {};
        },
      });
    },
  };
}

/** Entries of a message. */
const BATCH = 2000;

async function statOrNothing(stat: Promise<FileEntry>): Promise<FileEntry | undefined> {
  try {
    return await stat;
  } catch (error) {
    const isMissing =
      (error instanceof AppError && error.code === 'file_not_found') ||
      /could not find the file/i.test(String(error));
    if (isMissing) return undefined;
    throw error;
  }
}

function refuseChanged(
  path: string,
  before: FileEntry | undefined,
  expected: 'nothing' | { size: number; modifiedAt: number },
): void {
  if (expected === 'nothing') {
    if (before) throw fileExists(path, 'make');
    return;
  }
  if (before && before.size === expected.size && before.modifiedAt === expected.modifiedAt) return;
  throw new AppError(
    'file_changed',
    `Cannot write '${shown(path)}': it was ${before ? 'changed' : 'removed'} since it was read.`,
    'Read it again to see what changed, or overwrite it.',
  );
}

/** Removing where something is mounted would empty what is mounted. */
async function refuseMounts(paths: string[], verb: string, { files, access }: OpenFiles): Promise<void> {
  const { mounts } = access;
  // Each answer costs a call or more of the engine.
  const known = new Map<string, string>();
  const real = async (path: string) => {
    const found = known.get(path) ?? (await files.realPath?.(path)) ?? path;
    known.set(path, found);
    return found;
  };
  for (const path of paths) {
    if (path === '/') throw fileRefused(path, verb, 'It is the root of all files');
    // The last part is meant as it is: a link goes, not what it leads to.
    const place = mounts.length > 0 ? joinPath(await real(folderOf(path)), nameOf(path)) : path;
    for (const mount of mounts) {
      if (isWithin(mount.path, path) || isWithin(await real(mount.path), place))
        throw fileRefused(path, verb, `The ${mount.type} '${mount.source}' is mounted at '${mount.path}'`);
    }
  }
}

function notInEncoding(path: string): AppError {
  return new AppError(
    'bad_input',
    `Cannot write '${shown(path)}': it has characters that Latin-1, its encoding, has not.`,
    'Save it as UTF-8, or remove these characters.',
  );
}
