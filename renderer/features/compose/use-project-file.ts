import { useRef } from 'react';
import type { ComposeFile, ComposeProject } from '../../../shared/contract/compose.ts';
import type { ErrorData } from '../../../shared/errors.ts';
import { useLive } from '../../store/use-live.ts';
import { containersOf } from './project-state.ts';

export type ProjectFile =
  | { kind: 'reading' }
  | { kind: 'read'; file: ComposeFile }
  | { kind: 'failed'; error: ErrorData };

/**
 * A project's file as it is now, and again when it changes, for as long as the component is shown. It is read again
 * too when the project has containers of other images: what a name stands for may have changed with them.
 * @param turn with another one the file is read again: a person asks for it
 */
export function useProjectFile(project: ComposeProject, turn = 0): ProjectFile {
  const { name, configFiles } = project;
  const images = [...new Set(containersOf(project).map(({ imageId }) => imageId))].sort();
  const { value, error } = useLive(
    (client, signal) => client.compose.watchFile({ project: name }, { signal }),
    [name, turn, [...configFiles, ...images].join('\n')],
  );
  // What is known stays while it is read again.
  const last = useRef<{ name: string; read: ProjectFile }>(undefined);
  if (value) last.current = { name, read: value };
  else if (error) last.current = { name, read: { kind: 'failed', error } };
  return last.current?.name === name ? last.current.read : { kind: 'reading' };
}
