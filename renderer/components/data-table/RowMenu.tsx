import { ActionIcon, Menu } from '@mantine/core';
import { IconDotsVertical } from '@tabler/icons-react';
import { Fragment } from 'react';
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
    // At the side: the list of a row's commands may be longer than what is free above or below it.
    <Menu opened={opened} onChange={onChange} position="left-start" width={220} returnFocus>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" tabIndex={tabIndex} aria-label={t.table.actionsOf(name)}>
          <IconDotsVertical size={16} stroke={1.8} />
        </ActionIcon>
      </Menu.Target>
      {opened && (
        <Menu.Dropdown aria-label={t.table.actionsOf(name)} className={classes.menu}>
          {commandsFor(commands, item).map((command, index, all) => (
            <Fragment key={command.id}>
              {index > 0 && command.section !== all[index - 1]?.section && <Menu.Divider />}
              <Menu.Item
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
            </Fragment>
          ))}
        </Menu.Dropdown>
      )}
    </Menu>
  );
}
