import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconPlayerPlay, IconSearch, IconX } from '@tabler/icons-react';
import type { RefObject } from 'react';
import { t } from '../../i18n/index.ts';
import { updateView } from '../../store/store.ts';
import classes from './ContainersToolbar.module.css';
import { STATE_FILTERS, type StateFilter } from './container-list.ts';

interface ContainersToolbarProps {
  text: string;
  show: StateFilter;
  /** How many there are in each state. */
  states: Record<StateFilter, number>;
  /** How many are shown, in words, where it is not all. */
  counts: string;
  filter: RefObject<HTMLInputElement | null>;
  onText(text: string): void;
  onShow(show: StateFilter): void;
}

/** Those beside them are offered where there are any. */
const ALWAYS: ReadonlySet<StateFilter> = new Set(['all', 'running', 'stopped']);

/** Narrows the list, and adds to it. */
export function ContainersToolbar(props: ContainersToolbarProps) {
  const { text, show, states, counts, filter, onText, onShow } = props;
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
            <button type="button" className={classes.clear} aria-label={t.table.clearFilter} onClick={clear}>
              <IconX size={14} />
            </button>
          )
        }
      />
      <SegmentedControl
        aria-label={t.containers.show}
        value={show}
        onChange={(value) => onShow(value as StateFilter)}
        data={STATE_FILTERS.filter((each) => ALWAYS.has(each) || states[each] > 0 || each === show).map(
          (each) => ({
            value: each,
            label: (
              <span className={classes.state}>
                <span>{t.containers[each]}</span>
                <span className={classes.count}>{states[each]}</span>
              </span>
            ),
          }),
        )}
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
