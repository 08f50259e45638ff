import { AppError } from '../../../shared/errors.ts';

/** One start of a machine at a time, of a machine that is prepared and does not run. */
export class OneStart {
  #isStarting = false;

  /**
   * @param prepared what a start needs; undefined where it is not there yet
   * @throws AppError machine_start_failed where it is not, machine_busy where the machine runs or is being started; the
   * signal's reason where it is aborted already
   */
  async run<P, T>(
    prepared: P | undefined,
    inspect: () => Promise<'absent' | 'stopped' | 'running'>,
    signal: AbortSignal,
    start: (prepared: P) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    if (!prepared) {
      throw new AppError(
        'machine_start_failed',
        'Start the machine: it is not provisioned.',
        'Start it again.',
      );
    }
    // Two at once would both find that none runs.
    if (this.#isStarting) throw alreadyRuns();
    this.#isStarting = true;
    try {
      if ((await inspect()) === 'running') throw alreadyRuns();
      return await start(prepared);
    } finally {
      this.#isStarting = false;
    }
  }
}

function alreadyRuns(): AppError {
  return new AppError('machine_busy', 'Start the machine: it runs already.', 'Stop it first.');
}
