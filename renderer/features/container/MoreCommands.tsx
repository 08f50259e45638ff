import { useState } from 'react';
import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import { containerCommands, showLogs } from '../../commands/container-commands.ts';
import { RowMenu } from '../../components/data-table/RowMenu.tsx';

interface MoreCommandsProps {
  container: ContainerSummary;
  pending: boolean;
}

/** All that a row of the list offers, beside what has a button here; its logs are a tab. */
const COMMANDS = containerCommands.filter((command) => command !== showLogs);

export function MoreCommands({ container, pending }: MoreCommandsProps) {
  const [opened, setOpened] = useState(false);
  return (
    <RowMenu
      item={container}
      name={container.name}
      commands={COMMANDS}
      opened={opened}
      onChange={setOpened}
      tabIndex={0}
      pending={pending}
    />
  );
}
