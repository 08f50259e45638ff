import { Menu } from '@mantine/core';
import { IconDotsVertical } from '@tabler/icons-react';
import { Fragment, useLayoutEffect, useRef, useState } from 'react';
import { useConnection } from '../../app/connection-context.tsx';
import { type Command, commandsFor } from '../../commands/command.ts';
import { t } from '../../i18n/index.ts';
import classes from './DataTable.module.css';
import { RowButton } from './RowButton.tsx';

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

/** Everything that can be done with a row's item. The menu is made when it is first asked for. */
export function RowMenu<T>(props: RowMenuProps<T>) {
  const { name, opened, onChange, tabIndex } = props;
  const [made, setMade] = useState(opened);
  if (opened && !made) setMade(true);
  return (
    <span className={classes.menuPlace}>
      <RowButton
        label={t.table.actionsOf(name)}
        icon={IconDotsVertical}
        tabIndex={tabIndex}
        expanded={opened}
        onClick={() => onChange(!opened)}
      />
      {made && <Commands {...props} />}
    </span>
  );
}

/** With the keys that do it on the focused row. */
function Commands<T>({ item, name, commands, opened, onChange, pending }: RowMenuProps<T>) {
  const connection = useConnection();
  useFocusReturn(opened);
  return (
    // At the side: the list of a row's commands may be longer than what is free above or below it.
    <Menu
      opened={opened}
      onChange={onChange}
      position="left-start"
      width={220}
      // The button says what it opens.
      {...{ withRoles: false }}
    >
      <Menu.Target>
        {/* The button itself stays what it is: whoever used it has the focus there again. */}
        <span className={classes.menuAnchor} />
      </Menu.Target>
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
    </Menu>
  );
}

/** Whatever had the focus when the menu opened, the row or its button, has it again when it closes. */
function useFocusReturn(opened: boolean): void {
  const origin = useRef<Element>(null);
  useLayoutEffect(() => {
    if (opened) {
      origin.current = document.activeElement;
    } else {
      if (origin.current instanceof HTMLElement) origin.current.focus({ preventScroll: true });
      origin.current = null;
    }
  }, [opened]);
}
