import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TaskHandle, TaskOutcome } from '../../tasks/task-registry.ts';
import type { Engine } from '../engine.ts';
import type { FileAccess } from '../files/file-access.ts';
import { HELPER_LABEL } from '../helpers/helper-label.ts';
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

/** Tars into volumes. What fails or is cancelled leaves no new volume, and what was to be replaced as it was. */
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
    if (mode === 'new') await this.#intoNew(name, {}, tar, task);
    else if (mode === 'merge') await this.services.copy.extract(name, tar, task);
    else await this.#inPlaceOf(name, tar, task);
    return { status: `Imported into ${name}`, result: { name } };
  }

  async #intoNew(
    name: string,
    labels: Record<string, string>,
    tar: CheckedTar,
    task: TaskHandle,
  ): Promise<void> {
    const { engine, helpers, copy } = this.services;
    await createVolume(engine, { name, driver: 'local', options: {}, labels });
    try {
      await copy.extract(name, tar, task);
      task.signal.throwIfAborted();
    } catch (error) {
      await removeVolume(engine, helpers, name).catch(() => {});
      throw error;
    }
  }

  /** Received into a volume beside it first: an archive that breaks off, or is broken, must not cost the old files. */
  async #inPlaceOf(name: string, tar: CheckedTar, task: TaskHandle): Promise<void> {
    const { engine, helpers, copy } = this.services;
    const beside = `pier-import-${randomBytes(6).toString('hex')}`;
    await this.#intoNew(beside, { [HELPER_LABEL]: helpers.owner }, tar, task);
    try {
      task.report({ status: 'Replacing', currentBytes: undefined, totalBytes: undefined });
      await emptyVolume(this.services.files, name);
      await copy.copy(beside, name, task);
    } finally {
      await removeVolume(engine, helpers, beside).catch(() => {});
    }
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
