import { Checkbox } from '@mantine/core';
import { IconCheck, IconFile, IconFolder } from '@tabler/icons-react';
import type { HostEntry } from '../../../shared/contract/host-files.ts';
import { t } from '../../i18n/index.ts';
import classes from './HostFiles.module.css';

/** What is in a folder: folders lead further, files are chosen. */
export function HostEntries({
  path,
  entries,
  chosen,
  marks,
  onOpen,
  onChoose,
}: {
  path: string;
  entries: readonly HostEntry[];
  /** Names. */
  chosen: readonly string[];
  /** What is marked before it is taken; else a file is taken by a click. */
  marks: 'folders' | 'files' | 'nothing';
  onOpen(name: string): void;
  onChoose(name: string): void;
}) {
  return (
    <ul aria-label={t.hostFiles.entries(path)}>
      {entries.map(({ name, kind }) => {
        const isChosen = chosen.includes(name);
        const isFolder = kind === 'folder';
        return (
          <li key={name} className={classes.row}>
            {isFolder && marks === 'folders' && (
              <Checkbox
                size="xs"
                aria-label={t.hostFiles.mark(name)}
                checked={isChosen}
                onChange={() => onChoose(name)}
              />
            )}
            <button
              type="button"
              className={classes.entry}
              aria-pressed={!isFolder && marks === 'files' ? isChosen : undefined}
              onClick={() => (isFolder ? onOpen(name) : onChoose(name))}
            >
              {isFolder ? (
                <IconFolder size={17} stroke={1.7} aria-hidden />
              ) : (
                <IconFile size={17} stroke={1.7} aria-hidden />
              )}
              <span className={classes.name}>{name}</span>
              {!isFolder && isChosen && <IconCheck size={16} aria-hidden />}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
