import { z } from 'zod';
import { errorData } from '../../../../shared/contract/machine.ts';
import { exportPlan, volumeExportFile } from '../../../../shared/contract/volumes.ts';
import { KeptFile } from '../../kept-file.ts';
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

/** The schedules of an installation. */
export class ScheduleFile {
  readonly #file: KeptFile<z.infer<typeof fileSchema>>;

  constructor(path: string, log: Logger) {
    this.#file = new KeptFile({ path, schema: fileSchema, log });
  }

  async read(): Promise<KeptSchedule[]> {
    return (await this.#file.read())?.schedules ?? [];
  }

  /** @throws AppError home_disk_full, home_not_writable */
  write(schedules: KeptSchedule[]): Promise<void> {
    return this.#file.write({ version: 1, schedules });
  }
}
