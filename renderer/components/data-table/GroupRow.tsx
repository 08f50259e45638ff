import { IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../../i18n/index.ts';
import { GridCell } from '../GridCell.tsx';
import type { RowGroup } from './arrange-rows.ts';
import classes from './DataTable.module.css';
import type { RowPlace } from './ItemRow.tsx';

interface GroupRowProps extends RowPlace {
  rowKey: string;
  group: RowGroup;
  count: number;
  expanded: boolean;
  onToggle(key: string): void;
  /** What stands behind the title. */
  children: ReactNode;
}

/** The head of rows that belong together. A click on its title folds them away. */
export function GroupRow(props: GroupRowProps) {
  const { rowKey, group, count, index, top, active, expanded, onToggle, onActivate, children } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid that is no <table>
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-level={1}
      aria-expanded={expanded}
      tabIndex={active ? 0 : -1}
      className={classes.groupRow}
      data-row={rowKey}
      data-group={group.title}
      style={{ transform: `translateY(${top}px)` }}
      onFocus={() => onActivate(rowKey)}
    >
      <GridCell className={classes.groupCell}>
        <button
          type="button"
          tabIndex={-1}
          className={classes.groupToggle}
          title={expanded ? t.table.collapse(group.title) : t.table.expand(group.title)}
          onClick={() => onToggle(group.key)}
        >
          <IconChevronRight size={15} stroke={2} className={classes.chevron} data-expanded={expanded} />
          <span className={classes.groupTitle}>{group.title}</span>
          <span className={classes.groupCount}>{count}</span>
        </button>
        {children}
      </GridCell>
    </div>
  );
}
