import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './ContainersTable.module.css';

interface SortHeaderProps {
  label: string;
  sorted: false | 'asc' | 'desc';
  onToggle(): void;
}

export function SortHeader({ label, sorted, onToggle }: SortHeaderProps) {
  const Arrow = sorted === 'desc' ? IconArrowDown : IconArrowUp;
  return (
    <ColumnHeader sort={sorted === false ? 'none' : sorted === 'asc' ? 'ascending' : 'descending'}>
      <button type="button" className={classes.sort} onClick={onToggle}>
        {label}
        <Arrow size={13} stroke={2} className={classes.arrow} data-shown={sorted !== false} aria-hidden />
      </button>
    </ColumnHeader>
  );
}

interface ColumnHeaderProps {
  sort?: 'none' | 'ascending' | 'descending';
  className?: string | undefined;
  children: ReactNode;
}

export function ColumnHeader({ sort, className, children }: ColumnHeaderProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid that is no <table>
    // biome-ignore lint/a11y/useFocusableInteractive: its button takes the focus, where it has one
    <div role="columnheader" aria-sort={sort} className={className}>
      {children}
    </div>
  );
}
