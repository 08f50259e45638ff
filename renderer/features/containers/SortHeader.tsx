import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import classes from './ContainersTable.module.css';

interface SortHeaderProps {
  label: string;
  sorted: false | 'asc' | 'desc';
  onToggle(): void;
}

export function SortHeader({ label, sorted, onToggle }: SortHeaderProps) {
  const Arrow = sorted === 'desc' ? IconArrowDown : IconArrowUp;
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid that is no <table>
    // biome-ignore lint/a11y/useFocusableInteractive: its button takes the focus
    <div
      role="columnheader"
      aria-sort={sorted === false ? 'none' : sorted === 'asc' ? 'ascending' : 'descending'}
    >
      <button type="button" className={classes.sort} onClick={onToggle}>
        {label}
        <Arrow size={13} stroke={2} className={classes.arrow} data-shown={sorted !== false} aria-hidden />
      </button>
    </div>
  );
}
