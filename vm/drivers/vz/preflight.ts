import { release } from 'node:os';
import { AppError } from '../../../shared/errors.ts';
import type { PierFiles } from '../../files.ts';
import { canBeTold } from './command.ts';

/** Of macOS 13: the first with Rosetta for guests, and with all that is used here. */
const OLDEST_DARWIN = 22;
/** vfkit makes a socket of its own beside gvproxy's: "vfkit-<pid>-<random>.sock", in hexadecimal. */
const VFKIT_SOCKET = 'vfkit-fffff-ffff.sock';
const SOCKET_PATH_LIMIT = 104;

/** @throws AppError capability_missing */
export function checkSystem(platform: NodeJS.Platform = process.platform, kernel = release()): void {
  // Elsewhere vfkit does not run: that it is not found is said by its own check.
  if (platform !== 'darwin' || Number(kernel.split('.')[0]) >= OLDEST_DARWIN) return;
  throw new AppError(
    'capability_missing',
    'Run a machine: this macOS is older than 13.',
    'Update macOS: Pier needs version 13 (Ventura) or newer.',
  );
}

/** @throws AppError bad_input, socket_path_too_long: what vfkit could not use of an installation's folder */
export function checkHome({ home, run }: PierFiles): void {
  // It makes a URL of the agent's socket, and a path of the URL.
  if (!canBeTold(home) || encodeURI(home) !== home || /[?#;]/.test(home)) {
    throw new AppError(
      'bad_input',
      `Use '${home}' as PIER_HOME: vfkit cannot be told of a path with spaces or signs in it.`,
      'Set PIER_HOME to a folder whose path has letters, digits, dashes and dots alone.',
    );
  }
  const bytes = Buffer.byteLength(`${run.dir}/${VFKIT_SOCKET}`) + 1;
  if (bytes <= SOCKET_PATH_LIMIT) return;
  throw new AppError(
    'socket_path_too_long',
    `Cannot use '${home}' as PIER_HOME: a socket's path there has ${bytes} bytes, and macOS allows ${SOCKET_PATH_LIMIT}.`,
    `Set PIER_HOME to a path that is at least ${bytes - SOCKET_PATH_LIMIT} bytes shorter, for example ~/.pier.`,
  );
}
