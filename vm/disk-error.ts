import { AppError } from '../shared/errors.ts';

/**
 * What a failed write to `path` means for a person. Errors that say nothing about the disk are returned as they
 * are, so `throw toDiskError(error, path)` fits every catch.
 * @param variable what moves `path` to another place
 */
export function toDiskError(
  error: unknown,
  path: string,
  variable: 'PIER_HOME' | 'PIER_CACHE' = 'PIER_HOME',
): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError(
        'home_disk_full',
        `Cannot write '${path}': the disk is full.`,
        `Free some space on that disk, or set ${variable} to a folder on another one. Then start again.`,
        { cause: error },
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new AppError(
        'home_not_writable',
        `Cannot write '${path}': ${code === 'EROFS' ? 'the file system is read-only' : 'permission denied'}.`,
        `Give yourself the right to write there, or set ${variable} to another folder.`,
        { cause: error },
      );
    default:
      return error;
  }
}
