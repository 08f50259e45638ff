import { ActionIcon, Button, Checkbox, Group, Loader, Modal, Stack, TextInput, Tooltip } from '@mantine/core';
import { IconArrowUp, IconFile, IconFolder, IconHome } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { t } from '../../i18n/index.ts';
import { useQuery } from '../../store/use-live.ts';
import classes from './HostFiles.module.css';
import type { HostFilesDialogProps } from './host-choice.ts';

const FILES = {
  folder: 'none',
  dockerfile: 'dockerfiles',
  compose: 'compose',
  archive: 'archives',
  file: 'all',
} as const;

/** Goes through the folders of the computer that runs Pier. */
export function HostFoldersDialog({ choose, title, start, onChoose, onClose }: HostFilesDialogProps) {
  const [wanted, setWanted] = useState(start);
  const [hidden, setHidden] = useState(false);
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
  const go = (path: string | undefined) => {
    typing.current = false;
    setWanted(path);
  };
  const into = (name: string) => `${folder?.path.replace(/[/\\]$/, '')}/${name}`;
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
        <div className={classes.entries}>
          {query.status === 'loading' && !folder && (
            <p className={classes.note} role="status">
              <Loader size="xs" mr="xs" /> {t.hostFiles.loading}
            </p>
          )}
          {folder && (
            <ul aria-label={t.hostFiles.entries(folder.path)}>
              {folder.entries.map(({ name, kind }) => (
                <li key={name}>
                  <button
                    type="button"
                    className={classes.entry}
                    onClick={() => (kind === 'folder' ? go(into(name)) : onChoose(into(name)))}
                  >
                    {kind === 'folder' ? (
                      <IconFolder size={17} stroke={1.7} aria-hidden />
                    ) : (
                      <IconFile size={17} stroke={1.7} aria-hidden />
                    )}
                    {name}
                  </button>
                </li>
              ))}
            </ul>
          )}
          {folder?.entries.length === 0 && <p className={classes.note}>{t.hostFiles.empty}</p>}
          {folder?.truncated && <p className={classes.note}>{t.hostFiles.truncated}</p>}
        </div>
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
            {choose === 'folder' && (
              <Button disabled={!folder} onClick={() => folder && onChoose(folder.path)}>
                {t.hostFiles.choose}
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
