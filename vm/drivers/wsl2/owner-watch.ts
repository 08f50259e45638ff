import type { ChildProcess } from 'node:child_process';
import type { Wsl } from './wsl.ts';

/** Time for a person to start Pier again after it was killed: it takes the machine over then. In seconds. */
const WAIT_SECONDS = 120;

export interface OwnerWatch {
  waitSeconds?: number;
  /** Of the guest: has the number of who looks for the owner now. */
  file?: string;
}

/**
 * Sees to it that no machine is left without an owner, as MachineKeeper does elsewhere: Windows has no small program that
 * could stand by, but the guest has (vm/image/wsl2/root/etc/pier/wsl/keep). Whoever has the machine holds the input of
 * one; where that ends and nobody else has begun one in time, it switches the machine off.
 */
export function watchOwner(
  wsl: Wsl,
  name: string,
  { waitSeconds = WAIT_SECONDS, file = '/run/pier/owner' }: OwnerWatch = {},
): ChildProcess {
  return wsl.standBy(name, ['/etc/pier/wsl/enter', '/etc/pier/wsl/keep', String(waitSeconds), file]);
}
