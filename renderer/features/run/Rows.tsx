import { ActionIcon, Button } from '@mantine/core';
import type { FormArrayElement, UseFormReturnType } from '@mantine/form';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { t } from '../../i18n/index.ts';
import classes from './RunDialog.module.css';
import { newRow, type RowArea, type RunForm } from './run-form.ts';

export interface SectionProps {
  form: UseFormReturnType<RunForm>;
}

interface RowsProps<A extends RowArea> extends SectionProps {
  area: A;
  title: string;
  add: string;
  /** "port 2" */
  nameOf(number: number): string;
  draw(index: number, label: string): ReactNode;
  /** Beside the button that adds one. */
  actions?: ReactNode;
  /** Said where there is none. */
  hint?: string;
  children?: ReactNode;
}

/** A list of alike rows that can be added and removed; a new one takes the focus. */
export function Rows<A extends RowArea>(props: RowsProps<A>) {
  const { form, area, title, add, nameOf, draw, actions, hint, children } = props;
  const rows = form.values[area];
  const section = useRef<HTMLElement>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const added = useRef(false);
  useEffect(() => {
    if (!added.current) return;
    added.current = false;
    const last = section.current?.querySelector(`[data-index="${rows.length - 1}"]`);
    last?.querySelector<HTMLElement>('input, select')?.focus();
  }, [rows.length]);
  const addRow = () => {
    added.current = true;
    form.insertListItem(area, newRow[area]() as FormArrayElement<RunForm, A>);
  };
  return (
    <section ref={section} aria-label={title} className={classes.rows}>
      <div className={classes.rowsHead}>
        <span className={classes.rowsTitle}>{title}</span>
        {actions}
        <Button
          ref={addButton}
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          onClick={addRow}
        >
          {add}
        </Button>
      </div>
      {rows.length === 0 && hint && <p className={classes.hint}>{hint}</p>}
      {rows.map((row, index) => {
        const label = nameOf(index + 1);
        return (
          <div key={row.key} className={classes.row} data-index={index}>
            {draw(index, label)}
            <ActionIcon
              variant="subtle"
              color="gray"
              className={classes.removeRow}
              aria-label={t.run.removeRow(label)}
              onClick={() => {
                form.removeListItem(area, index);
                addButton.current?.focus();
              }}
            >
              <IconX size={16} />
            </ActionIcon>
          </div>
        );
      })}
      {children}
    </section>
  );
}
