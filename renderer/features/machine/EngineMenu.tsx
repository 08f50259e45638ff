import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { engineKind } from '../../../shared/model/engine-kind.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { commandsFor } from '../../commands/command.ts';
import { machineCommands } from '../../commands/machine-commands.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { EngineDot } from './EngineDot.tsx';
import classes from './EngineMenu.module.css';

/** The engine's state, and what can be done about it. */
export function EngineMenu() {
  const status = usePier((state) => state.machine.status);
  const pending = usePier((state) => state.actions.machinePending);
  const connected = usePier((state) => state.connection.kind === 'open');
  const connection = useConnection();
  const kind = engineKind(status);
  const name = t.engine.kinds[kind];
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <UnstyledButton
          className={classes.pill}
          disabled={!status || !connected}
          aria-label={`${t.engine.engine}: ${name}. ${t.engine.menu}`}
        >
          <EngineDot kind={kind} />
          <span>
            {t.engine.engine} {name.toLowerCase()}
          </span>
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown aria-label={t.engine.menu}>
        {status &&
          commandsFor(machineCommands, status).map((command) => (
            <Menu.Item
              key={command.id}
              leftSection={<command.icon size={16} stroke={1.7} />}
              disabled={pending === command.id}
              {...(command.danger ? { color: 'var(--mantine-color-error)' } : {})}
              onClick={() => void command.perform(status, connection)}
            >
              {command.title}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
