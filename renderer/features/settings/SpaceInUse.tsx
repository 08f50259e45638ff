import { Button } from '@mantine/core';
import { IconRecycle } from '@tabler/icons-react';
import { useState } from 'react';
import { toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyDone, notifyError } from '../../commands/notify.ts';
import { formatBytes } from '../../components/format-bytes.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import classes from './Settings.module.css';

/** What the machine takes of memory and disk, may take, and has given back; and the way to have it give back now. */
export function SpaceInUse() {
  const usage = usePier(({ machine }) => machine.usage);
  const runs = usePier(({ machine }) => machine.status?.state.kind === 'running');
  const { busy, reclaim } = useReclaim();
  return (
    <section className={classes.card} aria-label={t.space.title}>
      <h2 className={classes.cardTitle}>{t.space.title}</h2>
      <p className={classes.dimmed}>{usage ? t.space.text : t.space.notRunning}</p>
      {usage && (
        <table className={classes.inUse}>
          <thead>
            <tr>
              <th scope="col">{t.space.columns.what}</th>
              <th scope="col">{t.space.columns.used}</th>
              <th scope="col">{t.space.columns.limit}</th>
              <th scope="col">{t.space.columns.returned}</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{t.space.memory}</th>
              <td>{formatBytes(usage.memoryBytes)}</td>
              <td>{formatBytes(usage.memoryLimitBytes)}</td>
              <td>{formatBytes(usage.memoryReturnedBytes)}</td>
            </tr>
            <tr>
              <th scope="row">{t.space.disk}</th>
              <td>{formatBytes(usage.diskBytes)}</td>
              <td>{formatBytes(usage.diskLimitBytes)}</td>
              <td>{formatBytes(usage.diskReturnedBytes)}</td>
            </tr>
          </tbody>
        </table>
      )}
      <div className={classes.cardRow}>
        <p className={classes.dimmed}>{t.space.reclaimHint}</p>
        <Button
          className={classes.cardAction}
          variant="default"
          leftSection={<IconRecycle size={16} />}
          loading={busy}
          disabled={!runs}
          onClick={() => void reclaim()}
        >
          {t.space.reclaim}
        </Button>
      </div>
    </section>
  );
}

function useReclaim() {
  const connection = useConnection();
  const [busy, setBusy] = useState(false);
  const reclaim = async () => {
    setBusy(true);
    try {
      const { memoryBytes, diskBytes } = await connection.client().machine.reclaim({});
      const text = t.space.reclaimedText(formatBytes(memoryBytes), formatBytes(diskBytes));
      notifyDone('reclaim', t.space.reclaimed, text);
    } catch (thrown) {
      notifyError('reclaim', t.space.couldNot, toAppError(thrown).toData());
    }
    setBusy(false);
  };
  return { busy, reclaim };
}
