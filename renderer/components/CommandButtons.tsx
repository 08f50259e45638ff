import { Button } from '@mantine/core';
import { useConnection } from '../app/connection-context.tsx';
import { type Command, commandsFor } from '../commands/command.ts';

interface CommandButtonsProps<T> {
  subject: T;
  commands: readonly Command<T>[];
  /** The id of the command under way. */
  pending?: string | undefined;
}

/** What can be done with the one thing that is shown, as buttons. */
export function CommandButtons<T>({ subject, commands, pending }: CommandButtonsProps<T>) {
  const connection = useConnection();
  return commandsFor(commands, subject).map((command) => (
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
  ));
}
