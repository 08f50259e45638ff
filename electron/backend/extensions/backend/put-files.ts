import { createReadStream, type Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { Readable } from 'node:stream';
import { pathsTo } from '../../../../shared/file-path.ts';
import { LABEL } from '../../compose/compose-labels.ts';
import { containerPath } from '../../engine/container-actions.ts';
import type { ApiContainer } from '../../engine/engine-api.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import { EngineHttpError } from '../../engine/engine-errors.ts';
import { percentEncode } from '../../engine/files/open-archive.ts';
import { paddingOf, TAR_END, tarHeader } from '../../engine/files/tar-format.ts';
import type { OwnFile } from './own-files.ts';

/** Puts an extension's own files into its containers that have not started yet. @throws EngineHttpError, Error */
export async function putOwnFiles(
  client: EngineClient,
  options: { project: string; folder: string; files: readonly OwnFile[]; signal: AbortSignal },
): Promise<void> {
  const { project, folder, files, signal } = options;
  const containers = await client.json<ApiContainer[]>({
    path: '/containers/json',
    query: { all: true, filters: { label: [`${LABEL.project}=${project}`], status: ['created'] } },
    signal,
  });
  for (const { Id: id, Labels: labels } of containers) {
    for (const { source, target } of files.filter(({ service }) => service === labels?.[LABEL.service])) {
      const missing = await missingFolders(client, id, target);
      const answer = await client.open({
        method: 'PUT',
        path: containerPath(id, '/archive?path=/'),
        headers: { 'content-type': 'application/x-tar' },
        stream: Readable.from(tarOf(join(folder, source), target, missing)),
        signal,
      });
      answer.resume();
    }
  }
}

/** Of the folders above a path those that a container has not, the highest first. */
async function missingFolders(client: EngineClient, id: string, target: string): Promise<string[]> {
  const missing: string[] = [];
  for (const path of pathsTo(target).slice(1, -1)) {
    if (missing.length > 0 || !(await isThere(client, id, path))) missing.push(path);
  }
  return missing;
}

async function isThere(client: EngineClient, id: string, path: string): Promise<boolean> {
  try {
    const answer = await client.open({
      method: 'HEAD',
      path: containerPath(id, `/archive?path=${percentEncode(path)}`),
    });
    answer.resume();
    return true;
  } catch (error) {
    if (error instanceof EngineHttpError && error.status === 404) return false;
    throw error;
  }
}

/** A tar of what is at a path of this computer, as it is to be at another; an empty folder where nothing is. */
async function* tarOf(
  source: string,
  target: string,
  folders: string[],
): AsyncGenerator<Uint8Array, void, void> {
  for (const folder of folders) yield header(folder, 'folder');
  yield* entriesOf(source, target, await stat(source).catch(() => undefined));
  yield TAR_END;
}

async function* entriesOf(
  source: string,
  target: string,
  found: Stats | undefined,
): AsyncGenerator<Uint8Array, void, void> {
  if (found?.isFile()) {
    yield header(target, 'file', found);
    let left = found.size;
    // A file that grows meanwhile is taken as it was.
    if (left > 0) {
      for await (const chunk of createReadStream(source, { end: left - 1 })) {
        left -= (chunk as Buffer).length;
        yield chunk as Buffer;
      }
    }
    if (left !== 0) throw new Error(`'${source}' was changed while it was read.`);
    yield Buffer.alloc(paddingOf(found.size));
    return;
  }
  yield header(target, 'folder');
  for (const name of found ? (await readdir(source)).sort() : []) {
    const path = join(source, name);
    const each = await stat(path).catch(() => undefined);
    if (each?.isFile() || each?.isDirectory()) yield* entriesOf(path, posix.join(target, name), each);
  }
}

function header(path: string, type: 'file' | 'folder', found?: Stats): Buffer {
  return tarHeader({
    name: path.replace(/^\/+/, ''),
    type,
    mode: type === 'folder' || (found?.mode ?? 0) & 0o111 ? 0o755 : 0o644,
    uid: 0,
    gid: 0,
    size: type === 'file' ? (found?.size ?? 0) : 0,
    modifiedAt: found?.mtimeMs ?? 0,
  });
}
