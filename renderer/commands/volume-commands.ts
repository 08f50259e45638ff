import {
  IconCalendarClock,
  IconCopy,
  IconCopyPlus,
  IconDatabaseExport,
  IconDatabaseImport,
  IconEraser,
  IconFolderOpen,
  IconTrash,
} from '@tabler/icons-react';
import type { VolumeSummary } from '../../shared/contract/volumes.ts';
import { goTo } from '../app/location.ts';
import { openVolumeDialog } from '../features/volumes/volume-dialog.ts';
import { t } from '../i18n/index.ts';
import type { BulkCommand, Command } from './command.ts';
import { copyToClipboard } from './copy-to-clipboard.ts';

const always = () => true;

export const openVolume: Command<VolumeSummary> = {
  id: 'open',
  title: t.volumes.open,
  icon: IconFolderOpen,
  when: always,
  perform: ({ name }) => goTo(['volumes', name]),
  harmless: true,
};

export const exportVolume: Command<VolumeSummary> = {
  id: 'export',
  title: t.volumes.export,
  icon: IconDatabaseExport,
  when: always,
  perform: (volume) => openVolumeDialog({ kind: 'export', volume }),
  key: 'e',
};

export const importIntoVolume: Command<VolumeSummary> = {
  id: 'import',
  title: t.volumes.importInto,
  icon: IconDatabaseImport,
  when: always,
  perform: (volume) => openVolumeDialog({ kind: 'import', volume }),
};

export const cloneVolume: Command<VolumeSummary> = {
  id: 'clone',
  title: t.volumes.clone,
  icon: IconCopyPlus,
  when: always,
  perform: (volume) => openVolumeDialog({ kind: 'clone', volume }),
  key: 'c',
};

export const scheduleExports: Command<VolumeSummary> = {
  id: 'schedule',
  title: t.volumes.schedule,
  icon: IconCalendarClock,
  when: always,
  perform: ({ name }) => openVolumeDialog({ kind: 'schedule', volume: name, schedule: undefined }),
};

export const copyVolumeName: Command<VolumeSummary> = {
  id: 'copy-name',
  title: t.volumes.copyName,
  icon: IconCopy,
  when: always,
  perform: ({ name }) => void copyToClipboard(name),
  harmless: true,
};

export const emptyVolume: Command<VolumeSummary> = {
  id: 'empty',
  title: t.volumes.empty,
  icon: IconEraser,
  danger: true,
  when: always,
  perform: (volume) => openVolumeDialog({ kind: 'empty', volume }),
};

/** Asks first: the dialog says what is lost. */
export const removeVolume: Command<VolumeSummary> = {
  id: 'remove',
  title: t.volumes.remove,
  icon: IconTrash,
  danger: true,
  when: always,
  perform: (volume) => openVolumeDialog({ kind: 'remove', volumes: [volume] }),
  key: 'Delete',
};

/** Everything a row offers, in the order of its menu. */
export const volumeCommands: readonly Command<VolumeSummary>[] = [
  openVolume,
  exportVolume,
  importIntoVolume,
  cloneVolume,
  scheduleExports,
  copyVolumeName,
  emptyVolume,
  removeVolume,
];

export const volumeBulkCommands: readonly BulkCommand<VolumeSummary>[] = [
  {
    id: 'remove',
    title: t.volumes.remove,
    icon: IconTrash,
    danger: true,
    applies: always,
    perform: (volumes) => openVolumeDialog({ kind: 'remove', volumes }),
  },
];
