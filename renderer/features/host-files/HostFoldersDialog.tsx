import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  Loader,
  Modal,
  NativeSelect,
  Stack,
  TextInput,
  Tooltip,
} from '@mantine/core';
import { IconArrowUp, IconHome } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { t } from '../../i18n/index.ts';
import { useQuery } from '../../store/use-live.ts';
import { HostEntries } from './HostEntries.tsx';
import classes from './HostFiles.module.css';
import { type FileFilter, fits, type HostFilesDialogProps } from './host-choice.ts';

const FILES = {
  folder: 'none',
  dockerfile: 'dockerfiles',
  compose: 'compose',
  archive: 'archives',
  file: 'all',
} as const;

export interface HostFoldersDialogProps extends HostFilesDialogProps {
  /** Above what there is to choose. */
  message?: string | undefined;
  /** Of what chooses. With it a file is marked before it is taken. */
  buttonLabel?: string | undefined;
  /** Of which a person takes one: the first at first. */
  filters?: readonly FileFilter[] | undefined;
  /** Begins with hidden ones shown. */
  showsHidden?: boolean | undefined;
  /** In place of `onChoose`, where several may be chosen. */
  onChooseSeveral?: ((paths: string[]) => void) | undefined;
}

/** Goes through the folders of the computer that runs Pier. */
export function HostFoldersDialog({
  choose,
  title,
  message,
  start,
  buttonLabel,
  filters = [],
  showsHidden = false,
  onChoose,
  onChooseSeveral,
  onClose,
}: HostFoldersDialogProps) {
  const [wanted, setWanted] = useState(start);
  const [hidden, setHidden] = useState(showsHidden);
  const [filter, setFilter] = useState(0);
  /** Names, in the folder that is shown. */
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const files = FILES[choose];
  const query = useQuery(
    async (client, signal) => {
      const ask = (path: string | undefined) => client.hostFiles.list({ path, files, hidden }, { signal });
      // What is in the field may be a file, or not be there: then it begins where something is.
      return wanted === start
        ? ask(start).catch(() => ask(folderOf(start)).catch(() => ask(undefined)))
        : ask(wanted);
    },
    [wanted, hidden, files],
  );
  const folder = query.value;
  const [typed, setTyped] = useState('');
  /** A person types: an answer that comes meanwhile does not take it away. */
  const typing = useRef(false);
  useEffect(() => {
    if (folder && !typing.current) setTyped(folder.path);
  }, [folder]);
  /** What it begins with is marked: who types at once writes a path of their own. */
  const field = useRef<HTMLInputElement>(null);
  const began = useRef(false);
  useEffect(() => {
    if (typed === '' || began.current) return;
    began.current = true;
    if (!typing.current && document.activeElement === field.current) field.current?.select();
  }, [typed]);
  const go = (path: string | undefined) => {
    typing.current = false;
    setChosen([]);
    setWanted(path);
  };
  const into = (name: string) => `${folder?.path.replace(/[/\\]$/, '')}/${name}`;
  const marksFiles = choose !== 'folder' && (onChooseSeveral !== undefined || buttonLabel !== undefined);
  const marks = marksFiles ? 'files' : choose === 'folder' && onChooseSeveral ? 'folders' : 'nothing';
  const take = (paths: string[]) => {
    const [first] = paths;
    if (onChooseSeveral) onChooseSeveral(paths);
    else if (first !== undefined) onChoose(first);
  };
  const choosing = (name: string) => {
    if (marks === 'nothing') return take([into(name)]);
    const others = onChooseSeveral ? chosen : [];
    setChosen(chosen.includes(name) ? chosen.filter((each) => each !== name) : [...others, name]);
  };
  const { [filter]: narrow } = filters;
  const entries = folder?.entries.filter(
    ({ name, kind }) => kind === 'folder' || !narrow || fits(name, narrow),
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={title ?? t.hostFiles.titles[choose]}
      size="36rem"
      closeOnClickOutside={false}
    >
      <Stack gap="sm">
        <form
          className={classes.place}
          onSubmit={(event) => {
            event.preventDefault();
            // React hands it on to the form this dialog was opened from.
            event.stopPropagation();
            go(typed);
          }}
        >
          <Tooltip label={t.hostFiles.up}>
            <ActionIcon
              variant="default"
              size="lg"
              aria-label={t.hostFiles.up}
              disabled={folder?.parent === undefined}
              onClick={() => go(folder?.parent)}
            >
              <IconArrowUp size={16} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t.hostFiles.home}>
            <ActionIcon variant="default" size="lg" aria-label={t.hostFiles.home} onClick={() => go('~')}>
              <IconHome size={16} />
            </ActionIcon>
          </Tooltip>
          <TextInput
            data-autofocus
            ref={field}
            className={classes.input}
            aria-label={t.hostFiles.path}
            value={typed}
            error={query.error && `${query.error.message} ${query.error.hint}`}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => {
              typing.current = true;
              setTyped(event.currentTarget.value);
            }}
          />
        </form>
        {message && <p className={classes.message}>{message}</p>}
        <div className={classes.entries}>
          {query.status === 'loading' && !folder && (
            <p className={classes.note} role="status">
              <Loader size="xs" mr="xs" /> {t.hostFiles.loading}
            </p>
          )}
          {folder && entries && (
            <HostEntries
              path={folder.path}
              entries={entries}
              chosen={chosen}
              marks={marks}
              onOpen={(name) => go(into(name))}
              onChoose={choosing}
            />
          )}
          {entries?.length === 0 && (
            <p className={classes.note}>
              {folder?.entries.length === 0 ? t.hostFiles.empty : t.hostFiles.nothingFits}
            </p>
          )}
          {folder?.truncated && <p className={classes.note}>{t.hostFiles.truncated}</p>}
        </div>
        {choose !== 'folder' && filters.length > 0 && (
          <NativeSelect
            aria-label={t.hostFiles.filter}
            data={filters.map(({ name }, value) => ({ value: `${value}`, label: name }))}
            value={`${filter}`}
            onChange={(event) => {
              setChosen([]);
              setFilter(Number(event.currentTarget.value));
            }}
          />
        )}
        <Group justify="space-between">
          <Checkbox
            label={t.hostFiles.hidden}
            checked={hidden}
            onChange={(event) => setHidden(event.currentTarget.checked)}
          />
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              {t.app.cancel}
            </Button>
            {(choose === 'folder' || marksFiles) && (
              <Button
                disabled={!folder || (marksFiles && chosen.length === 0)}
                onClick={() => folder && take(chosen.length > 0 ? chosen.map(into) : [folder.path])}
              >
                {buttonLabel ||
                  (chosen.length > 0 || marksFiles
                    ? t.hostFiles.chooseMarked(chosen.length)
                    : t.hostFiles.choose)}
              </Button>
            )}
          </Group>
        </Group>
      </Stack>
    </Modal>
  );
}

function folderOf(path: string | undefined): string | undefined {
  return path?.replace(/[/\\][^/\\]*$/, '') || undefined;
}
