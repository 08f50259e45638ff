import { AppError } from '../../../shared/errors.ts';

/**
 * A person was asked about so many containers; with more it is another question.
 * @param running undefined while that is not known
 * @throws AppError `containers_running`
 */
export function checkAgreed(agreed: number | 'unknown', running: number | undefined): void {
  if (agreed === 'unknown' || (running !== undefined && running <= agreed)) return;
  throw new AppError(
    'containers_running',
    running === undefined
      ? 'Restart for the update: it is not known which containers run.'
      : `Restart for the update: ${running} containers run, which would be stopped.`,
    'Agree to that, or wait until none runs.',
  );
}
