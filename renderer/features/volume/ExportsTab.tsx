import { Button } from '@mantine/core';
import { IconCalendarClock, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { ExportSchedule } from '../../../shared/contract/volumes.ts';
import { toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyError } from '../../commands/notify.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { useLive } from '../../store/use-live.ts';
import { openVolumeDialog } from '../volumes/volume-dialog.ts';
import classes from './Exports.module.css';
import { ScheduleCard } from './ScheduleCard.tsx';
import type { VolumeTabProps } from './VolumePage.tsx';

/** When it is exported by itself, and what came of it. */
export function ExportsTab({ volume: { name } }: VolumeTabProps) {
  const connection = useConnection();
  const { value } = useLive((client, signal) => client.volumes.watchSchedules({}, { signal }), []);
  const [removing, setRemoving] = useState<ExportSchedule>();
  if (!value) return <LoadingRows />;
  const schedules = value.schedules.filter(({ volume }) => volume === name);
  const add = (
    <Button
      leftSection={<IconPlus size={16} />}
      onClick={() => openVolumeDialog({ kind: 'schedule', volume: name, schedule: undefined })}
    >
      {t.exports.add}
    </Button>
  );
  if (schedules.length === 0) {
    return <Message icon={IconCalendarClock} title={t.exports.none} text={t.exports.text} actions={add} />;
  }
  const remove = async ({ id }: ExportSchedule) => {
    try {
      await connection.client().volumes.removeSchedule({ id });
    } catch (thrown) {
      notifyError('schedule', t.volumes.couldNot.removeSchedule, toAppError(thrown).toData());
    }
  };
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <p>{t.exports.text}</p>
        {add}
      </div>
      {schedules.map((schedule) => (
        <ScheduleCard key={schedule.id} schedule={schedule} onRemove={() => setRemoving(schedule)} />
      ))}
      <ConfirmDialog
        opened={removing !== undefined}
        title={t.exports.removeTitle}
        confirm={t.exports.removeConfirm}
        onConfirm={() => {
          if (removing) void remove(removing);
          setRemoving(undefined);
        }}
        onClose={() => setRemoving(undefined)}
      >
        <p>{t.exports.removeText}</p>
      </ConfirmDialog>
    </div>
  );
}
