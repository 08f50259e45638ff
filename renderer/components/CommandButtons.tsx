import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { useConnection } from '../app/connection-context.tsx';
import { type Command, commandsFor } from '../commands/command.ts';
import { RowMenu } from './data-table/RowMenu.tsx';

interface CommandButtonsProps<T> {
  subject: T;
  commands: readonly Command<T>[];
  /** The id of the command under way. */
  pending?: string | undefined;
  /** The subject's name; with it, buttons for which there is no room are a menu. */
  name?: string;
}

/** What can be done with the one thing that is shown, as buttons. */
export function CommandButtons<T>({ subject, commands, pending, name }: CommandButtonsProps<T>) {
  const connection = useConnection();
  const room = useRoom();
  const fitting = commandsFor(commands, subject);
  const shown = name === undefined || fitting.length <= room ? fitting : fitting.slice(0, room);
  return (
    <>
      {shown.map((command) => (
        <Button
          key={command.id}
          size="xs"
          variant="default"
          {...(command.danger ? { c: 'var(--mantine-color-error)' } : {})}
          leftSection={<command.icon size={15} stroke={1.8} />}
          loading={pending === command.id}
          disabled={pending !== undefined && pending !== command.id && !command.harmless}
          onClick={() => void command.perform(subject, connection)}
        >
          {command.title}
        </Button>
      ))}
      {name !== undefined && shown.length < fitting.length && (
        <Rest name={name} subject={subject} commands={fitting.slice(room)} pending={pending !== undefined} />
      )}
    </>
  );
}

/** How many buttons leave the title its place. */
function useRoom(): number {
  const small = useMediaQuery('(max-width: 56em)', false, { getInitialValueInEffect: false });
  const middle = useMediaQuery('(max-width: 75em)', false, { getInitialValueInEffect: false });
  return small ? 2 : middle ? 3 : Number.POSITIVE_INFINITY;
}

interface RestProps<T> {
  name: string;
  subject: T;
  commands: readonly Command<T>[];
  pending: boolean;
}

function Rest<T>({ name, subject, commands, pending }: RestProps<T>) {
  const [opened, setOpened] = useState(false);
  return (
    <RowMenu
      item={subject}
      name={name}
      commands={commands}
      opened={opened}
      onChange={setOpened}
      tabIndex={0}
      pending={pending}
    />
  );
}
