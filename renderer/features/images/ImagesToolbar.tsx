import { Button, SegmentedControl, TextInput } from '@mantine/core';
import {
  IconCloudDownload,
  IconFileImport,
  IconHammer,
  IconSearch,
  IconTrash,
  IconX,
} from '@tabler/icons-react';
import type { RefObject } from 'react';
import { t } from '../../i18n/index.ts';
import toolbar from '../containers/ContainersToolbar.module.css';
import classes from './Images.module.css';
import { openImageDialog } from './image-dialogs.ts';
import type { ImageFilter } from './image-rows.ts';

interface ImagesToolbarProps {
  text: string;
  show: ImageFilter;
  /** Nothing to narrow, and nothing to clean up. */
  empty: boolean;
  /** How many there are, or are shown, in words. */
  counts: string;
  filter: RefObject<HTMLInputElement | null>;
  onText(text: string): void;
  onShow(show: ImageFilter): void;
}

const SHOWS: ImageFilter[] = ['all', 'used', 'unused', 'dangling'];

/** Narrows the list, and adds to it. */
export function ImagesToolbar(props: ImagesToolbarProps) {
  const { text, show, empty, counts, filter, onText, onShow } = props;
  return (
    <div className={toolbar.toolbar}>
      {!empty && (
        <>
          <TextInput
            ref={filter}
            className={classes.filter}
            value={text}
            onChange={(event) => onText(event.currentTarget.value)}
            onKeyDown={(event) => event.key === 'Escape' && onText('')}
            placeholder={t.images.filter}
            aria-label={t.images.filter}
            leftSection={<IconSearch size={16} stroke={1.8} />}
            rightSection={
              text && (
                <button
                  type="button"
                  className={toolbar.clear}
                  aria-label={t.table.clearFilter}
                  onClick={() => {
                    onText('');
                    filter.current?.focus();
                  }}
                >
                  <IconX size={14} />
                </button>
              )
            }
          />
          <SegmentedControl
            aria-label={t.images.show}
            value={show}
            onChange={(value) => onShow(value as ImageFilter)}
            data={SHOWS.map((value) => ({ value, label: t.images.shows[value] }))}
          />
        </>
      )}
      <span className={classes.counts} role="status">
        {!empty && counts}
      </span>
      <div className={classes.toolbarActions}>
        {!empty && (
          <Button
            variant="default"
            leftSection={<IconTrash size={16} />}
            onClick={() => openImageDialog({ kind: 'remove', selection: { which: 'dangling' }, title: '' })}
          >
            {t.images.prune}
          </Button>
        )}
        <Button
          variant="default"
          leftSection={<IconFileImport size={16} />}
          onClick={() => openImageDialog({ kind: 'load' })}
        >
          {t.images.load}
        </Button>
        <Button
          variant="default"
          leftSection={<IconHammer size={16} />}
          onClick={() => openImageDialog({ kind: 'build' })}
        >
          {t.images.build}
        </Button>
        <Button
          leftSection={<IconCloudDownload size={16} />}
          onClick={() => openImageDialog({ kind: 'pull' })}
        >
          {t.images.pull}
        </Button>
      </div>
    </div>
  );
}
