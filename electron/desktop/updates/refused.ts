import { AppError } from '../../../shared/errors.ts';

/** What a server offers is no release of Pier. @param why "what the server offers is not signed" */
export function refused(why: string): AppError {
  return new AppError(
    'update_refused',
    `Look for updates: ${why}.`,
    'Nothing was downloaded or changed. If this stays so, tell the people who make Pier.',
  );
}
