import { CloneDialog } from './CloneDialog.tsx';
import { CreateVolumeDialog } from './CreateVolumeDialog.tsx';
import { EmptyVolumeDialog, RemoveVolumesDialog } from './DangerDialogs.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import { ImportDialog } from './ImportDialog.tsx';
import { PruneDialog } from './PruneDialog.tsx';
import { ScheduleDialog } from './ScheduleDialog.tsx';
import { useVolumeDialog } from './volume-dialog.ts';

/** Every dialog about volumes; one at a time. */
export function VolumeDialogs() {
  const { dialog } = useVolumeDialog();
  switch (dialog?.kind) {
    case 'create':
      return <CreateVolumeDialog />;
    case 'clone':
      return <CloneDialog volume={dialog.volume} />;
    case 'empty':
      return <EmptyVolumeDialog volume={dialog.volume} />;
    case 'export':
      return <ExportDialog volume={dialog.volume} />;
    case 'import':
      return <ImportDialog volume={dialog.volume} />;
    case 'remove':
      return <RemoveVolumesDialog volumes={dialog.volumes} />;
    case 'prune':
      return <PruneDialog volumes={dialog.volumes} />;
    case 'schedule':
      return <ScheduleDialog volume={dialog.volume} schedule={dialog.schedule} />;
    default:
      return null;
  }
}
