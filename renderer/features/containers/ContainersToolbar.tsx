import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconPlayerPlay, IconSearch, IconX } from '@tabler/icons-react';
import type { RefObject } from 'react';
import { t } from '../../i18n/index.ts';
import { updateView } from '../../store/store.ts';
import classes from './ContainersToolbar.module.css';
import type { StateFilter } from './container-list.ts';

interface ContainersToolbarProps {
  text: string;
  show: StateFilter;
  /** How many there are, or are shown, in words. */
  counts: string;
  filter: RefObject<HTMLInputElement | null>;
  onText(text: string): void;
  onShow(show: StateFilter): void;
}

/** Narrows the list, and adds to it. */
export function ContainersToolbar({ text, show, counts, filter, onText, onShow }: ContainersToolbarProps) {
  const clear = () => {
    onText('');
    filter.current?.focus();
  };
  return (
    <div className={classes.toolbar}>
      <TextInput
        ref={filter}
        className={classes.filter}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && onText('')}
        placeholder={t.containers.filter}
        aria-label={t.containers.filter}
        leftSection={<IconSearch size={16} stroke={1.8} />}
        rightSection={
          text && (
            <button
              type="button"
              className={classes.clear}
              aria-label={t.containers.clearFilter}
              onClick={clear}
            >
              <IconX size={14} />
            </button>
          )
        }
      />
      <SegmentedControl
        aria-label={t.containers.show}
        value={show}
        onChange={(value) => onShow(value as StateFilter)}
        data={[
          { value: 'all', label: t.containers.all },
          { value: 'running', label: t.containers.running },
          { value: 'stopped', label: t.containers.stopped },
        ]}
      />
      <span className={classes.counts} role="status">
        {counts}
      </span>
      <Button leftSection={<IconPlayerPlay size={16} />} onClick={() => updateView({ runDialog: true })}>
        {t.containers.run}
      </Button>
    </div>
  );
}
