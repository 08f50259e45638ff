import type { ComposeFile } from '../../../shared/contract/compose.ts';
import type { ErrorData } from '../../../shared/errors.ts';
import { useLive } from '../../store/use-live.ts';

export type ProjectFile =
  | { kind: 'reading' }
  | { kind: 'read'; file: ComposeFile }
  | { kind: 'failed'; error: ErrorData };

/**
 * A project's file as it is now, and again when it changes, for as long as the component is shown.
 * @param occasion when it changes, the file is read again: other files, or a person who asks
 */
export function useProjectFile(project: string, occasion: string): ProjectFile {
  const { value, error } = useLive(
    (client, signal) => client.compose.watchFile({ project }, { signal }),
    [project, occasion],
  );
  if (value) return value;
  return error ? { kind: 'failed', error } : { kind: 'reading' };
}
