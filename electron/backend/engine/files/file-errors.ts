import { readableName } from '../../../../shared/byte-string.ts';
import { AppError } from '../../../../shared/errors.ts';

/** A path in a message. */
export function shown(path: string): string {
  return readableName(path);
}

export function fileNotFound(path: string, verb = 'open'): AppError {
  return new AppError(
    'file_not_found',
    `Cannot ${verb} '${shown(path)}': it is not there.`,
    'It was removed or renamed meanwhile. Read the folder again.',
  );
}

export function fileExists(path: string, verb: string): AppError {
  return new AppError(
    'file_exists',
    `Cannot ${verb} '${shown(path)}': something of this name is there already.`,
    'Choose another name, or remove what is there first.',
  );
}

export function notAFolder(path: string): AppError {
  return new AppError(
    'bad_input',
    `Cannot list '${shown(path)}': it is not a folder.`,
    'Open the folder that it is in.',
  );
}

export function notAFile(path: string): AppError {
  return new AppError(
    'bad_input',
    `Cannot read '${shown(path)}': it is not a regular file.`,
    'Devices, pipes and sockets have no content to show.',
  );
}

/** In the words of the system: "Read-only file system", "Operation not permitted". */
export function fileRefused(path: string, verb: string, reason: string): AppError {
  const cause = reason.trim().replace(/\.$/, '') || 'the system gave no reason';
  return new AppError(
    'file_refused',
    `Cannot ${verb} '${shown(path)}': ${cause}.`,
    'See whether it is read-only or full, or mounted from somewhere else.',
  );
}

export function incomplete(path: string): AppError {
  return new AppError(
    'transfer_failed',
    `Cannot write '${shown(path)}': the connection broke before all was sent.`,
    'What was there is as it was. Try again.',
  );
}
