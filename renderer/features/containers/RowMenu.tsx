import { ActionIcon, Menu } from '@mantine/core';
import { IconDotsVertical } from '@tabler/icons-react';
import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { commandsFor } from '../../commands/command.ts';
import { containerCommands } from '../../commands/container-commands.ts';
import { t } from '../../i18n/index.ts';
import classes from './ContainersTable.module.css';

interface RowMenuProps {
  container: ContainerSummary;
  opened: boolean;
  onChange(opened: boolean): void;
  tabIndex: number;
  pending: boolean;
}

const KEY_NAMES: Record<string, string> = { Delete: 'Del', Enter: '↵' };

/** Everything that can be done with a container, with the keys that do it on the focused row. */
export function RowMenu({ container, opened, onChange, tabIndex, pending }: RowMenuProps) {
  const connection = useConnection();
  return (
    <Menu opened={opened} onChange={onChange} position="bottom-end" width={200} returnFocus>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          tabIndex={tabIndex}
          aria-label={t.containers.actionsOf(container.name)}
          onClick={(event) => event.stopPropagation()}
        >
          <IconDotsVertical size={16} stroke={1.8} />
        </ActionIcon>
      </Menu.Target>
      {opened && (
        <Menu.Dropdown
          aria-label={t.containers.actionsOf(container.name)}
          onClick={(event) => event.stopPropagation()}
        >
          {commandsFor(containerCommands, container).map((command) => (
            <Menu.Item
              key={command.id}
              leftSection={<command.icon size={16} stroke={1.7} />}
              rightSection={
                command.key && (
                  <kbd className={classes.key}>{KEY_NAMES[command.key] ?? command.key.toUpperCase()}</kbd>
                )
              }
              disabled={pending && command.id !== 'logs' && command.id !== 'copy-id'}
              {...(command.danger ? { color: 'var(--mantine-color-error)' } : {})}
              onClick={() => void command.perform(container, connection)}
            >
              {command.title}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      )}
    </Menu>
  );
}
