import { readFile, rename } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { errorData } from '../../../../shared/contract/machine.ts';
import { exportPlan, volumeExportFile } from '../../../../shared/contract/volumes.ts';
import { toDiskError } from '../../../../vm/disk-error.ts';
import type { Logger } from '../../log/logger.ts';

/** A schedule as it is kept. */
const keptSchedule = exportPlan.extend({
  id: z.string(),
  /** Kept, so that a run that was missed while nothing ran is known as one. */
  nextRunAt: z.number(),
  lastRun: z.object({ at: z.number(), file: z.string().optional(), error: errorData.optional() }).optional(),
  files: z.array(volumeExportFile),
});

const fileSchema = z.object({ version: z.literal(1), schedules: z.array(keptSchedule) });

export type KeptSchedule = z.infer<typeof keptSchedule>;

/** The schedules of an installation, in a file that is replaced whole or not at all. */
export class ScheduleFile {
  readonly #path: string;
  readonly #log: Logger;

  constructor(path: string, log: Logger) {
    this.#path = path;
    this.#log = log;
  }

  /** A file that cannot be understood is kept aside, and there are no schedules. */
  async read(): Promise<KeptSchedule[]> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.#log.warn('Schedules of exports cannot be read.', { error: String(error) });
      }
      return [];
    }
    try {
      return fileSchema.parse(JSON.parse(text)).schedules;
    } catch (error) {
      const aside = `${this.#path}.broken-${new Date().toISOString().replace(/[:.]/g, '-')}`;
      this.#log.warn('Schedules of exports cannot be understood: the file is kept aside.', {
        aside,
        error: String(error),
      });
      await rename(this.#path, aside).catch(() => {});
      return [];
    }
  }

  /** @throws AppError home_disk_full, home_not_writable */
  async write(schedules: KeptSchedule[]): Promise<void> {
    const text = `${JSON.stringify({ version: 1, schedules } satisfies z.infer<typeof fileSchema>, null, 2)}\n`;
    try {
      await writeFileAtomic(this.#path, text, { mode: 0o600 });
    } catch (error) {
      throw toDiskError(error, this.#path);
    }
  }
}
