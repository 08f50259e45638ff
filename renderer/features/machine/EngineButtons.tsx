import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useConnection } from '../../app/connection-context.tsx';
import { resumeMachine, showMachineLogs, startMachine } from '../../commands/machine-commands.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';

/** Starts the engine; also the way to try again. */
export function StartButton({ label = t.engine.start }: { label?: string }) {
  return <PlayButton command={startMachine} label={label} />;
}

export function ResumeButton() {
  return <PlayButton command={resumeMachine} label={t.engine.resume} />;
}

function PlayButton({ command, label }: { command: typeof startMachine; label: string }) {
  const status = usePier((state) => state.machine.status);
  const pending = usePier((state) => state.actions.machinePending !== undefined);
  const connected = usePier((state) => state.connection.kind === 'open');
  const connection = useConnection();
  return (
    <Button
      leftSection={<IconPlayerPlay size={16} />}
      loading={pending}
      disabled={!connected}
      onClick={() => status && void command.perform(status, connection)}
    >
      {label}
    </Button>
  );
}

export function ConsoleButton() {
  const status = usePier((state) => state.machine.status);
  const connection = useConnection();
  return (
    <Button variant="default" onClick={() => status && void showMachineLogs.perform(status, connection)}>
      {t.engine.showConsole}
    </Button>
  );
}
