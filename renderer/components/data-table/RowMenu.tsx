import { ActionIcon, Menu } from '@mantine/core';
import { IconDotsVertical } from '@tabler/icons-react';
import { useConnection } from '../../app/connection-context.tsx';
import { type Command, commandsFor } from '../../commands/command.ts';
import { t } from '../../i18n/index.ts';
import classes from './DataTable.module.css';

interface RowMenuProps<T> {
  item: T;
  name: string;
  commands: readonly Command<T>[];
  opened: boolean;
  onChange(opened: boolean): void;
  tabIndex: number;
  pending: boolean;
}

const KEY_NAMES: Record<string, string> = { Delete: 'Del', Enter: '↵' };

/** Everything that can be done with a row's item, with the keys that do it on the focused row. */
export function RowMenu<T>({ item, name, commands, opened, onChange, tabIndex, pending }: RowMenuProps<T>) {
  const connection = useConnection();
  return (
    <Menu opened={opened} onChange={onChange} position="bottom-end" width={220} returnFocus>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" tabIndex={tabIndex} aria-label={t.table.actionsOf(name)}>
          <IconDotsVertical size={16} stroke={1.8} />
        </ActionIcon>
      </Menu.Target>
      {opened && (
        <Menu.Dropdown aria-label={t.table.actionsOf(name)}>
          {commandsFor(commands, item).map((command) => (
            <Menu.Item
              key={command.id}
              leftSection={<command.icon size={16} stroke={1.7} />}
              rightSection={
                command.key && (
                  <kbd className={classes.key}>{KEY_NAMES[command.key] ?? command.key.toUpperCase()}</kbd>
                )
              }
              disabled={pending && !command.harmless}
              {...(command.danger ? { color: 'var(--mantine-color-error)' } : {})}
              onClick={() => void command.perform(item, connection)}
            >
              {command.title}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      )}
    </Menu>
  );
}
