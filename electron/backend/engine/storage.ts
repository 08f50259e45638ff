import { createHash } from 'node:crypto';
import type { Logger } from '../log/logger.ts';
import type { Engine } from './engine.ts';
import type { EngineSource } from './engine-source.ts';
import { FileAccess } from './files/file-access.ts';
import { VolumeHelpers } from './helpers/volume-helpers.ts';

/** What the files of containers and volumes are reached through. */
export class Storage {
  readonly helpers: VolumeHelpers;
  readonly files: FileAccess;

  constructor(options: { engine: Engine; source: EngineSource; log: Logger; home: string }) {
    const { engine, source, log, home } = options;
    // A path may tell a person's name; what it marks only has to be told apart.
    const owner = createHash('sha256').update(home).digest('hex').slice(0, 16);
    this.helpers = new VolumeHelpers({ engine, source, log, owner });
    this.files = new FileAccess({ engine, helpers: this.helpers });
  }

  /** Removes the helpers. */
  async dispose(): Promise<void> {
    this.files.dispose();
    await this.helpers.dispose();
  }
}
