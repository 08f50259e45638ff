import { create } from 'zustand';
import type { ExportSchedule, VolumeSummary } from '../../../shared/contract/volumes.ts';

/** The dialog about volumes that is open. */
export type VolumeDialog =
  | { kind: 'create' }
  | { kind: 'clone' | 'empty' | 'export'; volume: VolumeSummary }
  | { kind: 'import'; volume: VolumeSummary | undefined }
  | { kind: 'remove'; volumes: readonly VolumeSummary[] }
  | { kind: 'prune'; volumes: readonly VolumeSummary[] }
  | { kind: 'schedule'; volume: string; schedule: ExportSchedule | undefined };

/** Not a part of a page: what was typed outlives an engine that restarts. */
export const useVolumeDialog = create<{ dialog: VolumeDialog | undefined }>(() => ({ dialog: undefined }));

export function openVolumeDialog(dialog: VolumeDialog): void {
  useVolumeDialog.setState({ dialog });
}

export function closeVolumeDialog(): void {
  useVolumeDialog.setState({ dialog: undefined });
}
