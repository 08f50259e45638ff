import { useMemo } from 'react';
import type { ContainerTabProps } from '../container/tabs.tsx';
import { FileBrowser } from './FileBrowser.tsx';

/** A container's files, running or stopped. */
export function FilesTab({ container, exists }: ContainerTabProps) {
  const { id, state } = container;
  const target = useMemo(() => ({ kind: 'container' as const, id }), [id]);
  return <FileBrowser target={target} rootName={container.name} state={state} exists={exists} />;
}
