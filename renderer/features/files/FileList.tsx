import { Button } from '@mantine/core';
import { IconAlertTriangle, IconFolderOpen } from '@tabler/icons-react';
import { useMemo } from 'react';
import { readableName } from '../../../shared/byte-string.ts';
import type { FileTarget } from '../../../shared/contract/files.ts';
import { Banner } from '../../components/Banner.tsx';
import { DataTable } from '../../components/data-table/DataTable.tsx';
import { formatBytes } from '../../components/format-bytes.ts';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import classes from './FileBrowser.module.css';
import { fileColumns } from './file-columns.tsx';
import type { FileCommands } from './file-commands.ts';
import type { FileRow } from './file-row.ts';
import type { Folder } from './folder-store.ts';

const BY_NAME = { column: 'name', desc: false };
const getId = (row: FileRow) => row.path;
const getName = (row: FileRow) => readableName(row.entry.name);

interface FileListProps {
  target: FileTarget;
  path: string;
  folder: Folder | undefined;
  rows: readonly FileRow[];
  commands: FileCommands;
  /** The file that is open. */
  current: string | undefined;
  /** Pixels there are for it. */
  width: number;
  onOpen(row: FileRow): void;
  /** Out of the page. */
  onDrag(rows: readonly FileRow[], transfer: DataTransfer): void;
  onAgain(): void;
  onRoot(): void;
}

/** What a folder holds. Loading, failed and empty are three different things. */
export function FileList(props: FileListProps) {
  const { target, path, folder, rows, commands, current, width, onOpen } = props;
  const room = width < 300 ? 'least' : width < 480 ? 'little' : width < 700 ? 'some' : 'much';
  const narrow = width < 480;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it opens depends on the path alone
  const columns = useMemo(() => fileColumns({ target, open: onOpen, room }), [target, path, room]);
  const failure = folder?.error && `${folder.error.message} ${folder.error.hint}`;
  if (rows.length === 0) {
    if (folder?.status === 'failed') {
      return (
        <Message
          icon={IconAlertTriangle}
          tone="bad"
          title={t.files.failed}
          text={failure ?? ''}
          actions={
            <>
              <Button variant="default" onClick={props.onAgain}>
                {t.files.again}
              </Button>
              {path !== '/' && (
                <Button variant="default" onClick={props.onRoot}>
                  {t.files.toRoot}
                </Button>
              )}
            </>
          }
        />
      );
    }
    if (folder?.status === 'ready') {
      const isVolume = target.kind === 'volume' && path === '/';
      return (
        <Message
          icon={IconFolderOpen}
          title={isVolume ? t.files.emptyVolume : t.files.empty}
          text={t.files.emptyText}
        />
      );
    }
    return (
      <>
        <LoadingRows />
        <Reading folder={folder} />
      </>
    );
  }
  return (
    <>
      {folder?.status === 'failed' && (
        <Banner tone="bad" icon={IconAlertTriangle} text={t.files.failed}>
          {failure}
        </Banner>
      )}
      <DataTable
        id={`files-${room}`}
        fits
        label={t.files.list(readableName(path))}
        items={rows}
        getId={getId}
        getName={getName}
        columns={columns}
        initialSort={BY_NAME}
        commands={commands.row}
        inline={narrow ? [] : commands.inline}
        bulk={narrow ? [] : commands.bulk}
        onOpen={onOpen}
        onDrag={props.onDrag}
        currentId={current}
        stale={folder?.status === 'failed'}
      />
      <Reading folder={folder} />
    </>
  );
}

function Reading({ folder }: { folder: Folder | undefined }) {
  if (folder?.status !== 'loading' || folder.readBytes === undefined) return null;
  return (
    <p className={classes.reading} role="status">
      {t.files.reading(formatBytes(folder.readBytes))}. {t.files.readingText}
    </p>
  );
}
