import { Progress } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconInfoCircle, IconX } from '@tabler/icons-react';
import { type DragEvent, useCallback, useMemo, useState } from 'react';
import { readableName } from '../../../shared/byte-string.ts';
import type { FileTarget } from '../../../shared/contract/files.ts';
import { toAppError } from '../../../shared/errors.ts';
import { folderOf, isWithin, joinPath, nameOf } from '../../../shared/file-path.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { copyToClipboard } from '../../commands/copy-to-clipboard.ts';
import { notifyError } from '../../commands/notify.ts';
import { notifyUndoable } from '../../commands/notify-undoable.tsx';
import { t } from '../../i18n/index.ts';
import { useQuery } from '../../store/use-live.ts';
import { collectDropped, type UploadItem } from './collect-dropped.ts';
import { downloadUrl, draggable, makeTicket } from './drag-out.ts';
import classes from './FileBrowser.module.css';
import { RemoveFilesDialog, ReplaceDialog } from './FileDialogs.tsx';
import { FileList } from './FileList.tsx';
import { FileViewer } from './FileViewer.tsx';
import { FolderTree } from './FolderTree.tsx';
import { fileCommands } from './file-commands.ts';
import { type FileRow, isFolder, toRows } from './file-row.ts';
import { NameDialog } from './NameDialog.tsx';
import { PathBar } from './PathBar.tsx';
import { saveDownload } from './transfer.ts';
import { useFilePlace } from './use-file-place.ts';
import { useFolders } from './use-folders.ts';
import { type Upload, useUpload } from './use-upload.ts';

interface FileBrowserProps {
  /** The same object while it is the same target. */
  target: FileTarget;
  rootName: string;
  /** With another one, what is shown is read again: a container that was started or stopped. */
  state: string;
  /** False where the target is gone: what is known stays. */
  exists: boolean;
}

type Naming = { kind: 'file' | 'folder' } | { kind: 'rename'; row: FileRow };

/** The files of a container or a volume: folders at the left, a folder's files, and the file that is open. */
export function FileBrowser({ target, rootName, state, exists }: FileBrowserProps) {
  const connection = useConnection();
  const { path, file, go } = useFilePlace();
  const { store, version } = useFolders(target, state, path);
  const [naming, setNaming] = useState<Naming>();
  const [removing, setRemoving] = useState<readonly FileRow[]>([]);
  const [turn, setTurn] = useState(0);
  const folder = store.folder(path);
  const marks = useQuery(
    async (client, signal) =>
      target.kind === 'container' && exists
        ? client.files.changes({ id: target.id, path }, { signal })
        : undefined,
    [target, path, state, turn, exists],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the store changes without being another
  const rows = useMemo(
    () => toRows(path, folder?.entries ?? [], marks.value, store.access?.mounts),
    [path, folder, marks.value, store, version],
  );
  const changed = useCallback(() => {
    setTurn((before) => before + 1);
    void store.read(path);
  }, [store, path]);
  const upload = useUpload(target, path, folder?.entries ?? [], changed);

  const download = async (what: string) => {
    try {
      const { url, fileName } = await connection.client().files.download({ target, path: what });
      saveDownload(url, fileName);
    } catch (thrown) {
      const title = t.files.couldNot.download(readableName(nameOf(what)) || rootName);
      notifyError('download', title, toAppError(thrown).toData());
    }
  };
  const downloadMany = async (chosen: readonly FileRow[]) => {
    const [only] = chosen;
    if (only && chosen.length === 1) return download(only.path);
    try {
      const paths = chosen.map((row) => row.path);
      const { url, fileName } = await connection.client().files.downloadMany({ target, paths });
      saveDownload(url, fileName);
    } catch (thrown) {
      notifyError('download', t.files.couldNot.downloadMany(chosen.length), toAppError(thrown).toData());
    }
  };
  const drag = useCallback(
    (chosen: readonly FileRow[], transfer: DataTransfer) => {
      const taken = draggable(chosen);
      if (taken.length === 0) return;
      // An address that is asked for would come after the drag began: the ticket is made here.
      const ticket = makeTicket();
      const address = new URL(`/transfer/${ticket}`, window.location.href).href;
      transfer.effectAllowed = 'copy';
      transfer.setData('DownloadURL', downloadUrl(taken, rootName, address));
      transfer.setData('text/plain', taken.map((row) => readableName(row.path)).join('\n'));
      const paths = taken.map((row) => row.path);
      const offered = connection.client().files.offerDrag({ target, paths, ticket });
      offered.catch((thrown) => {
        notifyError('download', t.files.couldNot.downloadMany(taken.length), toAppError(thrown).toData());
      });
    },
    [connection, target, rootName],
  );
  const remove = async (chosen: readonly FileRow[]) => {
    const paths = chosen.map((row) => row.path);
    try {
      await connection.client().files.remove({ target, paths });
      if (file !== undefined && paths.some((each) => isWithin(file, each))) go(path);
    } catch (thrown) {
      notifyError('remove', t.files.couldNot.remove, toAppError(thrown).toData());
    }
    changed();
  };
  const name = async (chosen: string) => {
    const { files } = connection.client();
    const at = joinPath(path, chosen);
    if (naming?.kind === 'rename') {
      const from = naming.row.path;
      await files.rename({ target, from, to: at });
      const title = t.files.renamed(readableName(naming.row.entry.name), readableName(chosen));
      notifyUndoable(`renamed-${at}`, title, readableName(path), {
        perform: async (context) => {
          await context.client().files.rename({ target, from: at, to: from });
          changed();
        },
      });
    } else if (naming?.kind === 'folder') await files.makeFolder({ target, path: at });
    else await files.write({ target, path: at, text: '', expected: 'nothing' });
    changed();
    if (naming?.kind === 'file') go(path, at);
    if (naming?.kind === 'rename' && file === naming.row.path) go(path, at);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what they do depends on no more
  const commands = useMemo(
    () =>
      fileCommands({
        open: (row) => (isFolder(row) ? go(row.path) : go(path, row.path)),
        download: (row) => download(row.path),
        downloadMany: (rows) => downloadMany(rows),
        askRename: (row) => setNaming({ kind: 'rename', row }),
        askRemove: setRemoving,
        copyPath: async (row) => {
          await copyToClipboard(readableName(row.path));
        },
      }),
    [target, path, file],
  );
  const list = useElementSize<HTMLDivElement>();
  const drop = useDrop((items) => void upload.start(items));

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys bubble to it, and files are dropped on it
    <div
      className={classes.browser}
      data-open={file !== undefined}
      onKeyDown={(event) => {
        const inField = (event.target as Element).closest('input, textarea, [role="dialog"], [role="menu"]');
        const goesUp = event.key === 'Backspace' || (event.key === 'ArrowUp' && event.altKey);
        if (inField || !goesUp || path === '/') return;
        event.preventDefault();
        go(folderOf(path));
      }}
    >
      <PathBar
        path={path}
        rootName={rootName}
        loading={folder?.status === 'loading'}
        onOpen={(to) => go(to)}
        onRefresh={() => {
          setTurn((before) => before + 1);
          store.readAll([path], true);
        }}
        onCreate={(kind) => setNaming({ kind })}
        onUpload={(items) => void upload.start(items)}
      />
      <Notes access={store.access} exists={exists} isContainer={target.kind === 'container'} />
      <div className={classes.panes}>
        <div className={classes.tree}>
          <FolderTree
            store={store}
            version={version}
            rootName={rootName}
            current={path}
            onOpen={(to) => go(to)}
          />
        </div>
        <div ref={list.ref} className={classes.list} {...drop.handlers}>
          <FileList
            target={target}
            path={path}
            folder={folder}
            rows={rows}
            commands={commands}
            current={file}
            width={list.width}
            onOpen={(row) => (isFolder(row) ? go(row.path) : row.mark !== 'deleted' && go(path, row.path))}
            onDrag={drag}
            onAgain={() => void store.read(path)}
            onRoot={() => go('/')}
          />
          {drop.over && <div className={classes.drop}>{t.files.drop(readableName(path))}</div>}
        </div>
        {file !== undefined && (
          <FileViewer
            key={file}
            target={target}
            path={file}
            onClose={() => go(path)}
            onDownload={() => void download(file)}
            onChanged={changed}
          />
        )}
      </div>
      {upload.state && <UploadBar upload={upload} />}
      {upload.asking && <ReplaceDialog asking={upload.asking} />}
      {naming && (
        <NameDialog
          kind={naming.kind}
          {...(naming.kind === 'rename' ? { present: naming.row.entry.name } : {})}
          taken={new Set(folder?.entries.map((entry) => entry.name))}
          onName={name}
          onClose={() => setNaming(undefined)}
        />
      )}
      <RemoveFilesDialog
        rows={removing}
        onConfirm={(chosen) => void remove(chosen)}
        onClose={() => setRemoving([])}
      />
    </div>
  );
}

/** What a person should know before wondering. */
function Notes(props: {
  access: ReturnType<typeof useFolders>['store']['access'];
  exists: boolean;
  isContainer: boolean;
}) {
  const { access, exists, isContainer } = props;
  const notes: string[] = [];
  if (!exists) notes.push(t.files.gone);
  else if (access && isContainer) {
    if (access.isRunning === false) notes.push(t.files.stoppedNote);
    else if (!access.hasShell) notes.push(t.files.noShellNote);
    if (access.isReadOnly) notes.push(t.files.readOnlyNote);
  }
  if (notes.length === 0) return null;
  return (
    <p className={classes.notes} role="note">
      <IconInfoCircle size={15} stroke={1.8} aria-hidden /> {notes.join(' ')}
    </p>
  );
}

function UploadBar({ upload: { state, cancel } }: { upload: Upload }) {
  if (!state) return null;
  const percent = state.allBytes === 0 ? 100 : (state.sentBytes / state.allBytes) * 100;
  return (
    <div className={classes.upload} role="status">
      <span>{t.files.uploading(state.done + 1, state.all)}</span>
      <span className={classes.uploadName}>{state.name}</span>
      <Progress className={classes.uploadProgress} value={percent} aria-label={t.files.uploadProgress} />
      <button type="button" className={classes.cancel} aria-label={t.files.cancelUpload} onClick={cancel}>
        <IconX size={15} />
      </button>
    </div>
  );
}

/** Files from outside; what is dragged within the page is none of them. */
function useDrop(onItems: (items: UploadItem[]) => void) {
  const [depth, setDepth] = useState(0);
  const isFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  return {
    over: depth > 0,
    handlers: {
      onDragEnter: (event: DragEvent) => isFiles(event) && setDepth((before) => before + 1),
      onDragLeave: (event: DragEvent) => isFiles(event) && setDepth((before) => Math.max(0, before - 1)),
      onDragOver: (event: DragEvent) => {
        if (!isFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
      },
      onDrop: (event: DragEvent) => {
        setDepth(0);
        if (!isFiles(event)) return;
        event.preventDefault();
        collectDropped(event.dataTransfer).then(onItems, (thrown) => {
          notifyError('upload', t.files.couldNot.prepare, toAppError(thrown).toData());
        });
      },
    },
  };
}
