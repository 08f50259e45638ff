import { Skeleton } from '@mantine/core';
import { t } from '../i18n/index.ts';
import classes from './LoadingRows.module.css';

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f'];

/** The shape of a list before it is known. */
export function LoadingRows({ label = t.app.loading }: { label?: string }) {
  return (
    <div className={classes.rows} role="status" aria-label={label}>
      {ROWS.map((row) => (
        <Skeleton key={row} height={22} radius="sm" />
      ))}
    </div>
  );
}
