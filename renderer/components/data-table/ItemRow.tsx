import { Checkbox } from '@mantine/core';
import { type KeyboardEvent, type MouseEvent, memo, useState } from 'react';
import { useConnection } from '../../app/connection-context.tsx';
import { type Command, commandsFor } from '../../commands/command.ts';
import { t } from '../../i18n/index.ts';
import { GridCell } from '../GridCell.tsx';
import type { Column } from './column.ts';
import classes from './DataTable.module.css';
import { RowButton } from './RowButton.tsx';
import { RowMenu } from './RowMenu.tsx';

export interface RowPlace {
  /** In the arranged list, from 0. */
  index: number;
  /** Pixels from the top of the list. */
  top: number;
  /** It is the one row in the tab order. */
  active: boolean;
  onActivate(key: string): void;
}

interface ItemRowProps<T> extends RowPlace {
  item: T;
  id: string;
  name: string;
  /** It stands below a group's row. */
  grouped: boolean;
  columns: readonly Column<T>[];
  commands: readonly Command<T>[];
  inline: readonly Command<T>[];
  usePending: ((item: T) => string | undefined) | undefined;
  onOpen: ((item: T) => void) | undefined;
  onDrag: ((item: T, transfer: DataTransfer) => void) | undefined;
  current: boolean;
  /** undefined where rows cannot be chosen. */
  chosen: boolean | undefined;
  onChoose(id: string, range: boolean): void;
}

const never = () => undefined;

function Row<T>(props: ItemRowProps<T>) {
  const { item, id, name, index, top, active, columns, commands, inline, chosen, onOpen, onDrag } = props;
  const connection = useConnection();
  const usePending = props.usePending ?? never;
  const pending = usePending(item);
  const [menu, setMenu] = useState(false);
  const tabIndex = active ? 0 : -1;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      event.preventDefault();
      // The menu closes on a key outside of it, and this very event would be one by the time it is open.
      event.stopPropagation();
      setMenu(true);
      return;
    }
    const command = commandsFor(commands, item).find((each) => each.key === event.key);
    if (command && !pending) void command.perform(item, connection);
    else if (event.key === 'Enter' && onOpen) onOpen(item);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid that is no <table>
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-level={props.grouped ? 2 : undefined}
      aria-selected={chosen ?? props.current}
      aria-busy={pending !== undefined}
      tabIndex={tabIndex}
      className={classes.row}
      data-row={id}
      data-id={id}
      data-name={name}
      data-current={props.current}
      data-grouped={props.grouped}
      style={{ transform: `translateY(${top}px)` }}
      draggable={onDrag !== undefined}
      onDragStart={(event) => {
        onDrag?.(item, event.dataTransfer);
        // Nothing was given that could be dropped.
        if (event.dataTransfer.types.length === 0) event.preventDefault();
      }}
      onFocus={() => props.onActivate(id)}
      onMouseDown={(event) => {
        // A double click opens: it must not select a word on the way.
        if (event.detail > 1 && !isOnControl(event)) event.preventDefault();
      }}
      onDoubleClick={(event) => {
        if (!isOnControl(event)) onOpen?.(item);
      }}
      onContextMenu={(event) => {
        if (commands.length === 0) return;
        event.preventDefault();
        setMenu(true);
      }}
      onKeyDown={onKeyDown}
    >
      {chosen !== undefined && (
        <GridCell className={classes.checkCell}>
          <Checkbox
            size="xs"
            tabIndex={tabIndex}
            aria-label={t.table.select(name)}
            checked={chosen}
            onClick={(event) => props.onChoose(id, event.shiftKey)}
            onChange={() => {}}
          />
        </GridCell>
      )}
      {columns.map((column) => (
        <GridCell
          key={column.id}
          className={classes.cell}
          room={column.room}
          align={column.align}
          {...(column.tooltip ? { title: column.tooltip(item) } : {})}
        >
          {column.cell(item, tabIndex)}
        </GridCell>
      ))}
      <GridCell className={classes.actions}>
        {commandsFor(inline, item).map((command) => (
          <RowButton
            key={command.id}
            label={`${command.title} ${name}`}
            title={command.title}
            icon={command.icon}
            tabIndex={tabIndex}
            loading={pending === command.id}
            disabled={pending !== undefined && !command.harmless}
            onClick={() => void command.perform(item, connection)}
          />
        ))}
        {commands.length > 0 && (
          <RowMenu
            item={item}
            name={name}
            commands={commands}
            opened={menu}
            onChange={setMenu}
            tabIndex={tabIndex}
            pending={pending !== undefined}
          />
        )}
      </GridCell>
    </div>
  );
}

/** Two quick clicks on a button or a link are its own. */
function isOnControl(event: MouseEvent): boolean {
  return (event.target as Element).closest('button, a, input, label') !== null;
}

export const ItemRow = memo(Row) as typeof Row;
