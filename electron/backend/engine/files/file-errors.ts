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
    'See whether the connection holds, then try again.',
  );
}

/** The new content is kept: after the old is gone it may be the only one. */
export function halfWritten(path: string, whole: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message.trim().replace(/\.$/, '') : String(cause);
  return new AppError(
    'transfer_failed',
    `Cannot write '${shown(path)}': ${reason}. What it should hold is in '${shown(whole)}'.`,
    'What is at its own place may be missing or cut off: remove it, then rename the other.',
    { cause },
  );
}
