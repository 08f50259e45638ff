import { createHash } from 'node:crypto';
import type { Logger } from '../log/logger.ts';
import type { TaskRegistry } from '../tasks/task-registry.ts';
import type { Engine } from './engine.ts';
import type { EngineSource } from './engine-source.ts';
import { FileAccess } from './files/file-access.ts';
import { VolumeHelpers } from './helpers/volume-helpers.ts';
import { type Clock, ExportSchedules, systemClock } from './volumes/export-schedules.ts';
import { ScheduleFile } from './volumes/schedule-file.ts';
import { VolumeCopy } from './volumes/volume-copy.ts';
import { VolumeImport } from './volumes/volume-import.ts';
import { VolumeSizes } from './volumes/volume-sizes.ts';

export interface StorageOptions {
  engine: Engine;
  source: EngineSource;
  tasks: TaskRegistry;
  log: Logger;
  /** Where the installation is. */
  home: string;
  schedulesFile: string;
  clock?: Clock;
  /** A static busybox where the engine runs. */
  busyboxOfHost?: string;
}

/** Containers' files and volumes: what their handlers work with. */
export class Storage {
  readonly helpers: VolumeHelpers;
  readonly files: FileAccess;
  readonly sizes: VolumeSizes;
  readonly copy: VolumeCopy;
  readonly imports: VolumeImport;
  readonly schedules: ExportSchedules;

  constructor(options: StorageOptions) {
    const { engine, source, log, home, tasks } = options;
    // A path may tell a person's name; what it marks only has to be told apart.
    const owner = createHash('sha256').update(home).digest('hex').slice(0, 16);
    this.helpers = new VolumeHelpers({ engine, source, log, owner, busyboxOfHost: options.busyboxOfHost });
    this.files = new FileAccess({ engine, helpers: this.helpers });
    this.sizes = new VolumeSizes(engine);
    this.copy = new VolumeCopy({ helpers: this.helpers, sizes: this.sizes });
    this.imports = new VolumeImport({ engine, helpers: this.helpers, files: this.files, copy: this.copy });
    this.schedules = new ExportSchedules({
      file: new ScheduleFile(options.schedulesFile, log),
      tasks,
      log,
      clock: options.clock ?? systemClock,
      engine: {
        isThere: () => source.current() !== undefined,
        onChange: (listener) => source.onChange(listener),
      },
      run: async ({ volume, folder }, fileName, task) => {
        try {
          return await this.copy.toFile(volume, { folder, fileName }, task);
        } catch (error) {
          throw engine.explain(error, { verb: 'export the volume', operand: volume });
        }
      },
    });
  }

  /** Removes the helpers. */
  async dispose(): Promise<void> {
    this.schedules.dispose();
    this.files.dispose();
    await this.helpers.dispose();
  }
}
