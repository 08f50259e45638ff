import type { ReactNode } from 'react';
import classes from './cells.module.css';

interface NameCellProps {
  name: string;
  /** Where the thing is shown by itself. */
  href: string;
  tabIndex: number;
  /** In place of the name, where a row shows a part of it. */
  title?: string;
  /** In the same line: other names. */
  beside?: ReactNode;
  /** A second line: an id, what it belongs to. */
  below?: ReactNode;
  /** Whether the second line is an id or the like. */
  mono?: boolean;
}

/** What a row is about, as a link to it. */
export function NameCell({ name, href, tabIndex, title = name, beside, below, mono }: NameCellProps) {
  const link = (
    <a className={classes.name} title={title} tabIndex={tabIndex} href={href}>
      {name}
    </a>
  );
  return (
    <span className={classes.names}>
      {beside ? (
        <span className={classes.nameLine} title={title}>
          {link}
          {beside}
        </span>
      ) : (
        link
      )}
      {below && (
        <span className={classes.below} data-mono={mono}>
          {below}
        </span>
      )}
    </span>
  );
}
