import { usePier } from '../../store/store.ts';
import { HostFoldersDialog } from './HostFoldersDialog.tsx';
import type { HostFilesDialogProps } from './host-choice.ts';
import { SystemFilesDialog } from './SystemFilesDialog.tsx';

/** Chooses a path of the computer that runs Pier: in the desktop app with the system's own dialog. */
export function HostFilesDialog(props: HostFilesDialogProps) {
  const isDesktop = usePier(({ app }) => app?.host === 'desktop');
  return isDesktop ? <SystemFilesDialog {...props} /> : <HostFoldersDialog {...props} />;
}
