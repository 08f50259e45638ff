import type { ErrorData } from '../../../shared/errors.ts';
import { Emitter } from '../../emitter.ts';
import { followFile } from '../../follow-file.ts';
import { readLastLines } from '../../last-lines.ts';
import type { StepReport } from '../driver.ts';
import type { DriverLog } from '../host/driver-log.ts';
import { parseGuestReport } from './guest-report.ts';

const LINES_OF_A_LIFE = 1000;

/** Follows what the guest reports, from the start of its life on. */
export class GuestReports {
  readonly #path: string;
  readonly #log: DriverLog;
  readonly #closing = new AbortController();
  readonly #steps = new Emitter<StepReport>();
  readonly #failures = new Emitter<ErrorData>();
  #step: StepReport | undefined;
  #failure: ErrorData | undefined;

  constructor(path: string, log: DriverLog) {
    this.#path = path;
    this.#log = log;
    void this.#follow();
  }

  /** The last step is told at once. */
  onStep(listener: (step: StepReport) => void): () => void {
    if (this.#step) listener(this.#step);
    return this.#steps.on(listener);
  }

  /** A failure that was reported is told at once. */
  onFailure(listener: (error: ErrorData) => void): () => void {
    if (this.#failure) listener(this.#failure);
    return this.#failures.on(listener);
  }

  /** The machine ended: reads what is left. Resolves when every listener heard of a failure. */
  async finish(): Promise<void> {
    this.#closing.abort();
    const { lines } = await readLastLines(this.#path, LINES_OF_A_LIFE).catch(() => ({ lines: [] }));
    for (const line of lines) {
      const report = parseGuestReport(line);
      if (report?.kind === 'failure') this.#fail(report.error);
    }
  }

  close(): void {
    this.#closing.abort();
    this.#steps.clear();
    this.#failures.clear();
  }

  async #follow(): Promise<void> {
    try {
      for await (const lines of followFile(this.#path, 0, this.#closing.signal)) {
        for (const line of lines) this.#read(line);
      }
    } catch (error) {
      this.#log.warn('The reports of the guest cannot be read.', { error: String(error) });
    }
  }

  #read(line: string): void {
    const report = parseGuestReport(line);
    switch (report?.kind) {
      case 'step':
        this.#step = report.step;
        this.#steps.emit(report.step);
        return;
      case 'failure':
        this.#fail(report.error);
        return;
      case 'engine-exit':
        this.#log.warn('dockerd ended in the guest.', { code: report.code });
        return;
    }
  }

  /** The first failure is the cause; what follows are its consequences. */
  #fail(error: ErrorData): void {
    if (this.#failure) return;
    this.#failure = error;
    this.#failures.emit(error);
  }
}
