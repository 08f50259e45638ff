import type { Argument, Option } from 'commander';

/** Words that may stand in a place. @param before the arguments before it, without options */
export type Completer = (before: readonly string[]) => Promise<readonly string[]> | readonly string[];

/** Any path of this computer: the shell knows them. */
export const FILES = 'files';

const completers = new WeakMap<Argument | Option, Completer | typeof FILES>();

/** Says what may stand in the place of an argument or of an option's value. */
export function completes<T extends Argument | Option>(place: T, how: Completer | typeof FILES): T {
  completers.set(place, how);
  return place;
}

export function completerOf(place: Argument | Option): Completer | typeof FILES | undefined {
  return completers.get(place);
}
