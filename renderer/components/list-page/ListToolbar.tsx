import { TextInput } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import type { ReactNode, RefObject } from 'react';
import { t } from '../../i18n/index.ts';
import classes from './ListPage.module.css';

interface ListToolbarProps {
  field: RefObject<HTMLInputElement | null>;
  text: string;
  onText(text: string): void;
  /** What the filter looks at: "Filter by name or driver". */
  label: string;
  /** How many there are, or are shown, in words. */
  counts: string;
  /** Between filter and counts. */
  narrow?: ReactNode;
  /** At the end: what is done with the list, and what adds to it. */
  children?: ReactNode;
}

/** Narrows a list, and adds to it. */
export function ListToolbar({ field, text, onText, label, counts, narrow, children }: ListToolbarProps) {
  const clear = () => {
    onText('');
    field.current?.focus();
  };
  return (
    <div className={classes.toolbar}>
      <TextInput
        ref={field}
        className={classes.filter}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && onText('')}
        placeholder={label}
        title={label}
        aria-label={label}
        leftSection={<IconSearch size={16} stroke={1.8} />}
        rightSection={
          text && (
            <button type="button" className={classes.clear} aria-label={t.table.clearFilter} onClick={clear}>
              <IconX size={14} />
            </button>
          )
        }
      />
      {narrow}
      <span className={classes.counts} role="status">
        {counts}
      </span>
      <div className={classes.actions}>{children}</div>
    </div>
  );
}
