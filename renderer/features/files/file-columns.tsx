import {
  IconArrowForward,
  IconDatabase,
  IconFile,
  IconFolder,
  IconFolderSymlink,
  IconLinkOff,
  IconPlug,
} from '@tabler/icons-react';
import { type DragEvent, useRef } from 'react';
import { readableName } from '../../../shared/byte-string.ts';
import type { FileTarget } from '../../../shared/contract/files.ts';
import { useConnection } from '../../app/connection-context.tsx';
import type { Column } from '../../components/data-table/column.ts';
import { formatBytes } from '../../components/format-bytes.ts';
import { t } from '../../i18n/index.ts';
import { useHasDraft } from './drafts.ts';
import classes from './FileList.module.css';
import { compareRows, type FileRow, isFile, isFolder, modeText } from './file-row.ts';

const titles = t.files.columns;

export interface ColumnContext {
  target: FileTarget;
  open(row: FileRow): void;
  /** How much room there is: for the name alone, for the size too, for the time too, or for all. */
  room: 'least' | 'little' | 'some' | 'much';
}

export function fileColumns(context: ColumnContext): Column<FileRow>[] {
  const name: Column<FileRow> = {
    id: 'name',
    title: titles.name,
    width: context.room === 'much' ? 'minmax(10rem, 3fr)' : 'minmax(0, 1fr)',
    cell: (row, tabIndex) => <NameCell row={row} tabIndex={tabIndex} {...context} />,
    compare: compareRows,
    fixed: true,
  };
  const size: Column<FileRow> = {
    id: 'size',
    title: titles.size,
    width: '4.75rem',
    cell: (row) => (isFile(row) && row.entry.type === 'file' ? formatBytes(row.entry.size) : ''),
    tooltip: ({ entry }) => (entry.type === 'file' ? entry.size.toLocaleString() : ''),
    compare: (a, b) => a.entry.size - b.entry.size,
    descFirst: true,
    align: 'end',
  };
  const modified: Column<FileRow> = {
    id: 'modified',
    title: titles.modified,
    width: '8rem',
    cell: ({ entry }) => (entry.modifiedAt > 0 ? timeText(entry.modifiedAt) : ''),
    tooltip: ({ entry }) => (entry.modifiedAt > 0 ? new Date(entry.modifiedAt).toLocaleString() : ''),
    compare: (a, b) => a.entry.modifiedAt - b.entry.modifiedAt,
    descFirst: true,
  };
  if (context.room === 'least') return [name];
  if (context.room === 'little') return [name, size];
  if (context.room === 'some') return [name, size, modified];
  return [
    name,
    size,
    modified,
    {
      id: 'mode',
      title: titles.mode,
      width: '6rem',
      cell: (row) =>
        row.mark === 'deleted' ? '' : <span className={classes.mode}>{modeText(row.entry.mode)}</span>,
      tooltip: ({ entry }) => entry.mode.toString(8).padStart(4, '0'),
    },
    {
      id: 'owner',
      title: titles.owner,
      width: 'minmax(5rem, 0.5fr)',
      cell: (row) => (row.mark === 'deleted' ? '' : ownerText(row)),
      tooltip: ({ entry }) => `${entry.uid}:${entry.gid}`,
      compare: (a, b) => ownerText(a).localeCompare(ownerText(b)),
    },
  ];
}

function ownerText({ entry }: FileRow): string {
  return `${entry.user ?? entry.uid}:${entry.group ?? entry.gid}`;
}

const sameYear = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const otherYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });

function timeText(at: number): string {
  const date = new Date(at);
  return (date.getFullYear() === new Date().getFullYear() ? sameYear : otherYear).format(date);
}

function NameCell({ row, tabIndex, target, open, room }: ColumnContext & { row: FileRow; tabIndex: number }) {
  const narrow = room === 'least' || room === 'little';
  const { entry, mark, mount, path } = row;
  const hasDraft = useHasDraft(target, path);
  const drag = useDragOut(target, row);
  const name = readableName(entry.name);
  const Icon = iconOf(row);
  return (
    <span className={classes.nameCell} data-mark={mark}>
      <Icon
        size={18}
        stroke={1.6}
        className={classes.icon}
        data-type={isFolder(row) ? 'folder' : 'file'}
        aria-hidden
      />
      {mark === 'deleted' ? (
        <s className={classes.name}>{name}</s>
      ) : (
        <button
          type="button"
          className={classes.name}
          tabIndex={tabIndex}
          title={name}
          onClick={() => open(row)}
          {...drag}
        >
          {name}
        </button>
      )}
      {entry.linkTarget !== undefined && !narrow && (
        <span className={classes.link} title={readableName(entry.linkTarget)}>
          {t.files.linkTo(readableName(entry.linkTarget))}
        </span>
      )}
      {mount && (
        <span className={classes.badge} title={t.files.mounted(mount.type, mount.source)}>
          <IconDatabase size={12} aria-hidden /> {!narrow && t.files.mount}
        </span>
      )}
      {mark && (
        <span className={classes.badge} data-mark={mark} title={t.files.markTitles[mark]}>
          {narrow ? t.files.shortMarks[mark] : t.files.marks[mark]}
        </span>
      )}
      {hasDraft && (
        <span className={classes.draft} title={t.files.unsaved}>
          <span className={classes.hidden}>{t.files.unsaved}</span>
        </span>
      )}
    </span>
  );
}

function iconOf(row: FileRow) {
  const { type, targetType } = row.entry;
  if (type === 'folder') return IconFolder;
  if (type === 'link') {
    if (targetType === 'folder') return IconFolderSymlink;
    return targetType === undefined ? IconLinkOff : IconArrowForward;
  }
  return type === 'file' ? IconFile : IconPlug;
}

/**
 * A file dragged out of the window is saved where it is dropped. The browser wants its address when the drag begins:
 * it is asked for when the button goes down.
 */
function useDragOut(target: FileTarget, row: FileRow) {
  const connection = useConnection();
  const ready = useRef<{ url: string; fileName: string }>(undefined);
  if (!isFile(row) && row.entry.type !== 'folder') return {};
  return {
    draggable: true,
    onMouseDown: () => {
      ready.current = undefined;
      connection
        .client()
        .files.download({ target, path: row.path })
        .then(
          (download) => {
            ready.current = download;
          },
          () => {},
        );
    },
    onDragStart: (event: DragEvent) => {
      if (!ready.current) {
        event.preventDefault();
        return;
      }
      const { url, fileName } = ready.current;
      event.dataTransfer.effectAllowed = 'copy';
      const address = new URL(url, window.location.href).href;
      event.dataTransfer.setData('DownloadURL', `application/octet-stream:${fileName}:${address}`);
    },
  };
}
