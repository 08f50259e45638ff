import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { isActive } from '../../../shared/model/container-actions.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { performOnContainers } from '../../commands/container-bulk.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { t } from '../../i18n/index.ts';
import { updateView, usePier } from '../../store/store.ts';
import classes from './RemoveManyDialog.module.css';

/** Names what is lost before many containers are removed. */
export function RemoveManyDialog() {
  const ids = usePier((state) => state.view.removingMany);
  const byId = usePier((state) => state.containers.byId);
  const [volumes, setVolumes] = useState(false);
  const connection = useConnection();
  const containers = (ids ?? []).flatMap((id) => byId[id] ?? []);
  const running = containers.filter(({ state }) => isActive(state)).length;
  const close = () => {
    updateView({ removingMany: undefined });
    setVolumes(false);
  };
  return (
    <ConfirmDialog
      opened={containers.length > 0}
      title={t.remove.titleMany(containers.length)}
      confirm={running > 0 ? t.remove.confirmRunning : t.remove.confirm}
      onClose={close}
      onConfirm={() => {
        close();
        void performOnContainers(containers, 'remove', connection, { force: true, volumes });
      }}
    >
      <p>{t.remove.textMany}</p>
      <ul className={classes.names}>
        {containers.map(({ id, name, state }) => (
          <li key={id}>
            {name}
            {isActive(state) && <span className={classes.note}> · {t.remove.runs}</span>}
          </li>
        ))}
      </ul>
      {running > 0 && <p>{t.remove.runningMany(running)}</p>}
      <Checkbox
        label={t.remove.volumesMany}
        checked={volumes}
        onChange={(event) => setVolumes(event.currentTarget.checked)}
      />
    </ConfirmDialog>
  );
}
