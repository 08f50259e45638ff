import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../../shared/errors.ts';
import type { TaskHandle, TaskOutcome } from '../../tasks/task-registry.ts';
import type { Engine } from '../engine.ts';
import type { FileAccess } from '../files/file-access.ts';
import type { VolumeHelpers } from '../helpers/volume-helpers.ts';
import { counted } from './counted.ts';
import { createVolume } from './create-volume.ts';
import { removeVolume } from './remove-volumes.ts';
import { type CheckedTar, checkedTar } from './tar-start.ts';
import type { VolumeCopy } from './volume-copy.ts';

export interface ImportRequest {
  name: string;
  mode: 'new' | 'merge' | 'replace';
  /** For messages. */
  fileName: string;
  size: number;
}

/**
 * Tars into volumes. What fails or is cancelled leaves no new volume, and what was to be replaced as it was; once the
 * old files go it cannot be cancelled, and what then fails leaves the new ones in a volume of their own.
 */
export class VolumeImport {
  constructor(
    private readonly services: {
      engine: Engine;
      helpers: VolumeHelpers;
      files: FileAccess;
      copy: VolumeCopy;
    },
  ) {}

  async run(request: ImportRequest, body: Readable, task: TaskHandle): Promise<TaskOutcome> {
    const { name, mode, fileName, size } = request;
    const counter = counted(task, size);
    pipeline(body, counter).catch(() => {});
    const tar = checkedTar(counter, fileName);
    task.report({ status: 'Receiving' });
    if (mode === 'new') await this.#intoNew(name, tar, task);
    else if (mode === 'merge') await this.services.copy.extract(name, tar, task);
    else await this.#inPlaceOf(name, tar, task);
    return { status: `Imported into ${name}`, result: { name } };
  }

  async #intoNew(name: string, tar: CheckedTar, task: TaskHandle): Promise<void> {
    const { engine, helpers, copy } = this.services;
    await createVolume(engine, { name, driver: 'local', options: {}, labels: {} });
    try {
      await copy.extract(name, tar, task);
      task.signal.throwIfAborted();
    } catch (error) {
      await removeVolume(engine, helpers, name).catch(() => {});
      throw error;
    }
  }

  /**
   * Received into a volume beside it first: an archive that breaks off, or is broken, must not cost the old files.
   * That volume is one to be seen: after the old files are gone it holds the only ones, and nothing may tidy it.
   */
  async #inPlaceOf(name: string, tar: CheckedTar, task: TaskHandle): Promise<void> {
    const { engine, helpers, files, copy } = this.services;
    const beside = `pier-import-${randomBytes(6).toString('hex')}`;
    await this.#intoNew(beside, tar, task);
    task.report({
      status: 'Replacing',
      currentBytes: undefined,
      totalBytes: undefined,
      cancellable: false,
    });
    try {
      await emptyVolume(files, name);
      await copy.copy(beside, name, { ...task, signal: new AbortController().signal });
    } catch (error) {
      const status = `The files are in the volume '${beside}'.`;
      // Shown too where the end of Pier makes it count as cancelled.
      task.report({ status });
      const { code, message } = engine.explain(error, { verb: 'import into the volume', operand: name });
      throw new AppError(
        code === 'cancelled' ? 'engine_error' : code,
        `${message} ${status}`,
        `Clone '${beside}', or import again; then remove it.`,
        { cause: error },
      );
    }
    await removeVolume(engine, helpers, beside).catch(() => {});
  }
}

/** Removes all files of a volume and keeps the volume itself. */
export async function emptyVolume(files: FileAccess, name: string): Promise<void> {
  const open = await files.open({ kind: 'volume', name });
  try {
    await open.files.empty(open.inside('/'));
  } finally {
    open.release();
  }
}
