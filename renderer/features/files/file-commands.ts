import { IconCopy, IconDownload, IconEye, IconFolderOpen, IconPencil, IconTrash } from '@tabler/icons-react';
import type { BulkCommand, Command } from '../../commands/command.ts';
import { t } from '../../i18n/index.ts';
import { type FileRow, isFile, isFolder } from './file-row.ts';

/** What the commands of a row set in motion. */
export interface BrowserActions {
  open(row: FileRow): void;
  download(row: FileRow): Promise<void>;
  /** As one archive. */
  downloadMany(rows: readonly FileRow[]): Promise<void>;
  askRename(row: FileRow): void;
  askRemove(rows: readonly FileRow[]): void;
  copyPath(row: FileRow): Promise<void>;
}

export interface FileCommands {
  row: Command<FileRow>[];
  inline: Command<FileRow>[];
  bulk: BulkCommand<FileRow>[];
}

export function fileCommands(actions: BrowserActions): FileCommands {
  const exists = ({ mark }: FileRow) => mark !== 'deleted';
  const openFolder: Command<FileRow> = {
    id: 'open',
    title: t.files.open,
    icon: IconFolderOpen,
    when: (row) => exists(row) && isFolder(row),
    perform: actions.open,
    harmless: true,
  };
  const view: Command<FileRow> = {
    ...openFolder,
    id: 'view',
    title: t.files.view,
    icon: IconEye,
    when: isFile,
  };
  const download: Command<FileRow> = {
    id: 'download',
    title: t.files.download,
    icon: IconDownload,
    when: (row) => exists(row) && (isFile(row) || isFolder(row)),
    perform: actions.download,
    harmless: true,
    key: 'd',
  };
  const rename: Command<FileRow> = {
    id: 'rename',
    title: t.files.rename,
    icon: IconPencil,
    when: (row) => exists(row) && !row.mount,
    perform: actions.askRename,
    key: 'F2',
  };
  const copyPath: Command<FileRow> = {
    id: 'copy-path',
    title: t.files.copyPath,
    icon: IconCopy,
    when: () => true,
    perform: actions.copyPath,
    harmless: true,
  };
  const remove: Command<FileRow> = {
    id: 'remove',
    title: t.files.remove,
    icon: IconTrash,
    danger: true,
    when: (row) => exists(row) && !row.mount,
    perform: (row) => actions.askRemove([row]),
    key: 'Delete',
  };
  const removeMany: BulkCommand<FileRow> = {
    id: 'remove',
    title: t.files.remove,
    icon: IconTrash,
    danger: true,
    applies: remove.when,
    perform: actions.askRemove,
  };
  const downloadMany: BulkCommand<FileRow> = {
    id: 'download',
    title: t.files.download,
    icon: IconDownload,
    applies: download.when,
    perform: actions.downloadMany,
  };
  return {
    row: [openFolder, view, download, rename, copyPath, remove],
    inline: [download],
    bulk: [downloadMany, removeMany],
  };
}
