import { IconAlertTriangle, IconServerOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { MachineDataState } from '../../../shared/contract/machine-data.ts';
import { formatBytes } from '../../components/format-bytes.ts';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { useLive } from '../../store/use-live.ts';
import { MachineTask } from './MachineTask.tsx';
import classes from './Troubleshoot.module.css';

interface WithMachineDataProps {
  label: string;
  children(state: MachineDataState): ReactNode;
}

/** A section that works on all data of the engine at once: with what goes on, or why there is nothing to do. */
export function WithMachineData({ label, children }: WithMachineDataProps) {
  const { value, status, error } = useLive((client, signal) => client.machineData.watch({}, { signal }), []);
  if (!value) {
    return status === 'failed' ? (
      <Message
        icon={IconAlertTriangle}
        tone="bad"
        title={t.troubleshoot.failedTitle}
        text={`${error?.message ?? ''} ${error?.hint ?? ''}`}
      />
    ) : (
      <LoadingRows />
    );
  }
  if (!value.hasMachine) {
    return (
      <Message icon={IconServerOff} title={t.troubleshoot.foreignTitle} text={t.troubleshoot.foreignText} />
    );
  }
  return (
    <section className={classes.stack} aria-label={label}>
      <MachineTask />
      {children(value)}
    </section>
  );
}

/** What the data disk takes, and what room there is. */
export function DiskLine({ state: { disk, freeBytes, keptBytes } }: { state: MachineDataState }) {
  const texts = t.troubleshoot.disk;
  return (
    <div className={classes.disk}>
      {disk ? (
        <>
          <p>
            <strong>{texts.title}</strong>{' '}
            {texts.uses(formatBytes(disk.allocatedBytes), formatBytes(disk.diskBytes))}
          </p>
          <p className={classes.dimmed}>
            <code>{disk.path}</code> · {texts.free(formatBytes(freeBytes))}
          </p>
        </>
      ) : (
        <p className={classes.dimmed}>{texts.none}</p>
      )}
      {keptBytes > 0 && <p className={classes.dimmed}>{texts.kept(formatBytes(keptBytes))}</p>}
    </div>
  );
}
