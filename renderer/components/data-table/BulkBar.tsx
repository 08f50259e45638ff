import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useConnection } from '../../app/connection-context.tsx';
import type { BulkCommand } from '../../commands/command.ts';
import { t } from '../../i18n/index.ts';
import classes from './DataTable.module.css';

interface BulkBarProps<T> {
  items: readonly T[];
  commands: readonly BulkCommand<T>[];
  onClear(): void;
}

/** What can be done with the chosen rows. Each button says how many it would act on, where that is not all. */
export function BulkBar<T>({ items, commands, onClear }: BulkBarProps<T>) {
  const connection = useConnection();
  return (
    <div className={classes.bulk} role="toolbar" aria-label={t.table.selected(items.length)}>
      <strong role="status">{t.table.selected(items.length)}</strong>
      {commands.map((command) => {
        const fitting = items.filter((item) => command.applies(item));
        return (
          fitting.length > 0 && (
            <Button
              key={command.id}
              size="compact-sm"
              variant="default"
              {...(command.danger ? { c: 'var(--mantine-color-error)' } : {})}
              leftSection={<command.icon size={14} stroke={1.9} />}
              onClick={() => void command.perform(fitting, connection)}
            >
              {command.title}
              {fitting.length < items.length && ` (${fitting.length})`}
            </Button>
          )
        );
      })}
      <span className={classes.space} />
      <Button size="compact-sm" variant="subtle" leftSection={<IconX size={14} />} onClick={onClear}>
        {t.table.clearSelection}
      </Button>
    </div>
  );
}
