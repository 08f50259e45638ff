import { useConnection } from '../../app/connection-context.tsx';
import { forceStopMachine } from '../../commands/machine-commands.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { t } from '../../i18n/index.ts';
import { updateView, usePier } from '../../store/store.ts';

export function ForceStopDialog() {
  const opened = usePier((state) => state.view.confirmForceStop);
  const connection = useConnection();
  const status = usePier((state) => state.machine.status);
  const close = () => updateView({ confirmForceStop: false });
  return (
    <ConfirmDialog
      opened={opened}
      title={t.engine.forceStopTitle}
      confirm={t.engine.forceStop}
      onClose={close}
      onConfirm={() => {
        close();
        if (status) void forceStopMachine.perform(status, connection);
      }}
    >
      {t.engine.forceStopText}
    </ConfirmDialog>
  );
}
