import { spawnSync } from 'node:child_process';
import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { AppError } from '../../../shared/errors.ts';

/** Of open(2) on macOS: opens and locks in one step. Node has no name for it. */
const MACOS_O_EXLOCK = 0x20;

export interface LockHolder {
  pid: number;
  host: 'desktop' | 'headless';
  /** ISO 8601. */
  since: string;
}

export interface HomeLock {
  /** Idempotent. */
  release(): void;
}

/**
 * Makes this process the one backend of an installation. The lock is the kernel's (flock) on an open file: it ends
 * with the process however that ends, so a lock is never stale and never taken over by mistake. The file itself stays:
 * removing it would let two processes lock two files of the same name. What it says is for people only.
 * @throws AppError `home_in_use` with who holds it
 */
export function acquireHomeLock(path: string, host: LockHolder['host']): HomeLock {
  let file: number | undefined = openLocked(path);
  if (file === undefined) throw inUse(path);
  ftruncateSync(file);
  const holder: LockHolder = { pid: process.pid, host, since: new Date().toISOString() };
  writeSync(file, `${JSON.stringify(holder)}\n`, 0);
  return {
    release() {
      if (file === undefined) return;
      ftruncateSync(file);
      closeSync(file);
      file = undefined;
    },
  };
}

/** Who says to hold the installation; undefined where nobody does. A backend that was killed may still be named. */
export function readLockHolder(path: string): LockHolder | undefined {
  try {
    const { pid, host, since } = JSON.parse(readFileSync(path, 'utf8'));
    const isHost = host === 'desktop' || host === 'headless';
    return Number.isInteger(pid) && isHost && typeof since === 'string' ? { pid, host, since } : undefined;
  } catch {
    return undefined;
  }
}

/** An open file with the lock on it; undefined where another process has it. */
function openLocked(path: string): number | undefined {
  const flags = constants.O_RDWR | constants.O_CREAT;
  if (process.platform === 'darwin') {
    try {
      return openSync(path, flags | constants.O_NONBLOCK | MACOS_O_EXLOCK, 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
      throw error;
    }
  }
  const file = openSync(path, flags, 0o600);
  // Node cannot lock. A lock belongs to the open file, not to a process: the child locks ours, and is gone.
  const { status, error } = spawnSync('flock', ['--nonblock', '3'], {
    stdio: ['ignore', 'ignore', 'ignore', file],
  });
  if (status === 0) return file;
  closeSync(file);
  if (status === 1) return undefined;
  throw new AppError(
    'internal',
    `Cannot lock '${path}': ${error?.message ?? `flock ended with ${status}`}.`,
    "Install the 'flock' command: it is part of util-linux.",
  );
}

function inUse(path: string): AppError {
  const holder = readLockHolder(path);
  const name = holder?.host === 'desktop' ? 'the desktop app' : 'the headless host';
  const who = holder ? `${name} with pid ${holder.pid}` : 'another Pier';
  return new AppError(
    'home_in_use',
    `Cannot use this PIER_HOME: ${who} runs on it already.`,
    holder
      ? `Use that one ('pier status'), quit it (kill ${holder.pid}), or set PIER_HOME to another folder.`
      : "Use that one ('pier status'), quit it, or set PIER_HOME to another folder.",
  );
}
