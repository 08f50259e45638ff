import { ActionIcon, Checkbox, Menu } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconColumns3 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../../i18n/index.ts';
import type { Sort } from './arrange-rows.ts';
import type { Column } from './column.ts';
import classes from './DataTable.module.css';

interface TableHeaderProps<T> {
  columns: readonly Column<T>[];
  shown: readonly Column<T>[];
  sort: Sort;
  /** What the order goes by is not known yet. */
  sorting: boolean;
  hidden: readonly string[];
  /** How many rows are chosen, where rows can be. */
  selection: { chosen: number; all: number } | undefined;
  onSort(sort: Sort): void;
  onHidden(hidden: readonly string[]): void;
  /** Takes back all that a person chose; undefined where nothing was. */
  onReset: (() => void) | undefined;
  onSelectAll(all: boolean): void;
}

export function TableHeader<T>(props: TableHeaderProps<T>) {
  const { columns, shown, sort, selection, onSort } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid that is no <table>
    <div className={classes.header} role="rowgroup">
      {/* biome-ignore lint/a11y/useFocusableInteractive: its buttons take the focus */}
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div className={classes.headerRow} role="row" aria-rowindex={1}>
        {selection && (
          <HeaderCell>
            <Checkbox
              size="xs"
              aria-label={t.table.selectAll}
              checked={selection.all > 0 && selection.chosen === selection.all}
              indeterminate={selection.chosen > 0 && selection.chosen < selection.all}
              onChange={(event) => props.onSelectAll(event.currentTarget.checked)}
            />
          </HeaderCell>
        )}
        {shown.map((column) => (
          <SortHeader key={column.id} column={column} sort={sort} sorting={props.sorting} onSort={onSort} />
        ))}
        <HeaderCell className={classes.actionsHeader}>
          <span className={classes.srOnly}>{t.table.actions}</span>
          {columns.some((column) => !column.fixed) && (
            <ColumnChooser
              columns={columns}
              hidden={props.hidden}
              onHidden={props.onHidden}
              onReset={props.onReset}
            />
          )}
        </HeaderCell>
      </div>
    </div>
  );
}

function SortHeader<T>({
  column,
  sort,
  sorting,
  onSort,
}: {
  column: Column<T>;
  sort: Sort;
  sorting: boolean;
  onSort(sort: Sort): void;
}) {
  const { id, title, compare, descFirst = false, align } = column;
  if (!compare) {
    return (
      <HeaderCell room={column.room}>
        <span className={classes.unsorted} data-align={align}>
          {title}
        </span>
      </HeaderCell>
    );
  }
  const sorted = sort.column === id;
  const Arrow = sorted && sort.desc ? IconArrowDown : IconArrowUp;
  return (
    <HeaderCell room={column.room} sort={!sorted ? 'none' : sort.desc ? 'descending' : 'ascending'}>
      <button
        type="button"
        className={classes.sort}
        data-align={align}
        title={sorted && sorting ? t.table.sorting : undefined}
        onClick={() => onSort({ column: id, desc: sorted ? !sort.desc : descFirst })}
      >
        {title}
        <Arrow
          size={13}
          stroke={2}
          className={classes.arrow}
          data-shown={sorted}
          data-busy={sorting}
          aria-hidden
        />
      </button>
    </HeaderCell>
  );
}

interface HeaderCellProps {
  sort?: 'none' | 'ascending' | 'descending';
  className?: string | undefined;
  room?: Column<unknown>['room'];
  children: ReactNode;
}

function HeaderCell({ sort, className, room, children }: HeaderCellProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid that is no <table>
    // biome-ignore lint/a11y/useFocusableInteractive: its button takes the focus, where it has one
    <div role="columnheader" aria-sort={sort} className={className} data-room={room}>
      {children}
    </div>
  );
}

interface ColumnChooserProps<T> {
  columns: readonly Column<T>[];
  hidden: readonly string[];
  onHidden(hidden: readonly string[]): void;
  onReset: (() => void) | undefined;
}

function ColumnChooser<T>({ columns, hidden, onHidden, onReset }: ColumnChooserProps<T>) {
  return (
    <Menu position="bottom-end" width={220} closeOnItemClick={false}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={t.table.chooseColumns}
          title={t.table.chooseColumns}
        >
          <IconColumns3 size={15} stroke={1.8} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown aria-label={t.table.chooseColumns}>
        {columns
          .filter((column) => !column.fixed)
          .map((column) => (
            <Menu.CheckboxItem
              key={column.id}
              checked={!hidden.includes(column.id)}
              onChange={(checked) =>
                onHidden(checked ? hidden.filter((each) => each !== column.id) : [...hidden, column.id])
              }
            >
              {column.title}
            </Menu.CheckboxItem>
          ))}
        <Menu.Divider />
        <Menu.Item disabled={!onReset} closeMenuOnClick onClick={onReset}>
          {t.table.asAtFirst}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
