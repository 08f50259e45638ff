import { Loader } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import classes from './DataTable.module.css';

interface RowButtonProps {
  /** What it does, to what: "Stop web". */
  label: string;
  /** Shown when it is pointed at. */
  title?: string;
  icon: Icon;
  tabIndex: number;
  loading?: boolean;
  disabled?: boolean;
  /** Set where it opens a menu. */
  expanded?: boolean;
  onClick(): void;
}

/** A button of a row: of the browser's own, since hundreds of them are made while a person scrolls. */
export function RowButton(props: RowButtonProps) {
  const { label, title, icon: Icon, tabIndex, loading = false, disabled = false, expanded, onClick } = props;
  return (
    <button
      type="button"
      className={classes.rowButton}
      tabIndex={tabIndex}
      aria-label={label}
      title={title}
      disabled={disabled || loading}
      {...(expanded === undefined ? {} : { 'aria-haspopup': 'menu', 'aria-expanded': expanded })}
      // A press outside closes a menu, and this one's click would open it again.
      onMouseDown={(event) => expanded && event.stopPropagation()}
      onClick={onClick}
    >
      {loading ? <Loader size={14} color="gray" /> : <Icon size={16} stroke={1.8} aria-hidden />}
    </button>
  );
}
