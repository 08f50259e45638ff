import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { isActive } from '../../../shared/model/container-actions.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { removeContainer } from '../../commands/container-commands.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { t } from '../../i18n/index.ts';
import { updateView, usePier } from '../../store/store.ts';

/** Says what is lost before a container is removed. */
export function RemoveDialog() {
  const container = usePier((state) =>
    state.view.removing === undefined ? undefined : state.containers.byId[state.view.removing],
  );
  const [volumes, setVolumes] = useState(false);
  const connection = useConnection();
  const active = container !== undefined && isActive(container.state);
  const close = () => {
    updateView({ removing: undefined });
    setVolumes(false);
  };
  return (
    <ConfirmDialog
      opened={container !== undefined}
      title={t.remove.title(container?.name ?? '')}
      confirm={active ? t.remove.confirmRunning : t.remove.confirm}
      onClose={close}
      onConfirm={() => {
        close();
        if (container) void removeContainer(container, { volumes }, connection);
      }}
    >
      <p>{t.remove.text}</p>
      {active && <p>{t.remove.runningText}</p>}
      <Checkbox
        label={t.remove.volumes}
        checked={volumes}
        onChange={(event) => setVolumes(event.currentTarget.checked)}
      />
    </ConfirmDialog>
  );
}
