import { randomBytes } from 'node:crypto';
import { folderOf } from '../../../../shared/file-path.ts';
import { containerPath } from '../../engine/container-actions.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import { EngineHttpError } from '../../engine/engine-errors.ts';
import { archiveEntries } from '../../engine/files/archive-entries.ts';
import { resolve } from '../../engine/files/real-path.ts';
import type { TarPiece } from '../../engine/files/tar-entries.ts';
import { HELPER_LABEL } from '../../engine/helpers/helper-label.ts';

const LINKS_FOLLOWED = 8;

/**
 * The files of an image, read without a process of it: through a container that is never started. Many images of
 * extensions have neither a shell nor a command.
 */
export class ImageFiles {
  readonly #client: EngineClient;
  readonly #id: string;
  readonly #signal: AbortSignal;

  private constructor(client: EngineClient, id: string, signal: AbortSignal) {
    this.#client = client;
    this.#id = id;
    this.#signal = signal;
  }

  /**
   * Runs `work` with the files of an image; what was made for that is gone afterwards. @param owner marks the
   * container, for whoever tidies up after a crash @throws EngineHttpError, Error
   */
  static async use<T>(
    options: { client: EngineClient; imageId: string; owner: string; signal: AbortSignal },
    work: (files: ImageFiles) => Promise<T>,
  ): Promise<T> {
    const { client, imageId, owner, signal } = options;
    // Not with the signal: what is made has to be known, to be removed.
    signal.throwIfAborted();
    const { Id: id } = await client.json<{ Id: string }>({
      method: 'POST',
      path: '/containers/create',
      query: { name: `pier-helper-${randomBytes(6).toString('hex')}` },
      body: {
        Image: imageId,
        // The engine wants a command, though it is never run.
        Entrypoint: ['none'],
        Cmd: [],
        Labels: { [HELPER_LABEL]: owner },
        Healthcheck: { Test: ['NONE'] },
        NetworkDisabled: true,
        HostConfig: { NetworkMode: 'none', LogConfig: { Type: 'none' } },
      },
    });
    try {
      return await work(new ImageFiles(client, id, signal));
    } finally {
      await client.json({ method: 'DELETE', path: containerPath(id), query: { force: true, v: true } });
    }
  }

  /**
   * What is at a path, itself first; where that is a link, what it leads to. Nothing where nothing is there.
   * @param path absolute or from the image's root
   */
  async *entries(path: string): AsyncGenerator<TarPiece, void, void> {
    let at = resolve('/', path);
    for (let links = 0; links < LINKS_FOLLOWED; links++) {
      let target: string | undefined;
      try {
        for await (const piece of archiveEntries(this.#client, this.#id, at, this.#signal)) {
          if (target === undefined && piece.entry.type === 'link') {
            target = resolve(folderOf(at), piece.entry.linkTarget ?? '');
            break;
          }
          // No link is followed any more once something came.
          target = '';
          yield piece;
        }
      } catch (error) {
        if (error instanceof EngineHttpError && error.status === 404) return;
        throw error;
      }
      if (!target) return;
      at = target;
    }
  }

  /** A file's content, undefined where there is none. @throws Error where it is larger than the limit, in bytes */
  async read(path: string, limit: number): Promise<Buffer | undefined> {
    for await (const { entry, body } of this.entries(path)) {
      if (entry.type !== 'file') return undefined;
      if (entry.size > limit)
        throw new Error(`'${path}' has ${entry.size} bytes, and ${limit} are the limit`);
      const chunks: Buffer[] = [];
      for await (const chunk of body) chunks.push(chunk);
      return Buffer.concat(chunks);
    }
    return undefined;
  }
}
