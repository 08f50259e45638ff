import { volumeName } from '../../../shared/contract/volumes.ts';

/** Why it can be no name of a volume. @param optional empty is fine too */
export function nameProblem(name: string, optional = false): string | undefined {
  if (optional && name.trim() === '') return undefined;
  return volumeName.safeParse(name).error?.issues[0]?.message;
}
