import { NumberInput, SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type ExportPlanInput, type ExportSchedule, exportPlan } from '../../../shared/contract/volumes.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyDone } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';
import { useLive } from '../../store/use-live.ts';
import { FormDialog } from './FormDialog.tsx';
import classes from './Volumes.module.css';

interface ScheduleDialogProps {
  volume: string;
  /** Without one a new one is made. */
  schedule: ExportSchedule | undefined;
}

/** When a volume is exported, where to, and how many files stay. */
export function ScheduleDialog({ volume, schedule }: ScheduleDialogProps) {
  const connection = useConnection();
  const known = useLive((client, signal) => client.volumes.watchSchedules({}, { signal }), []);
  const [plan, setPlan] = useState<Omit<ExportPlanInput, 'folder'> & { folder: string | undefined }>(() => ({
    volume,
    every: schedule?.every ?? 'daily',
    weekday: schedule?.weekday ?? 1,
    time: schedule?.time ?? '03:00',
    folder: schedule?.folder,
    keep: schedule?.keep ?? 7,
    enabled: schedule?.enabled ?? true,
  }));
  const [tried, setTried] = useState(false);
  const change = (some: Partial<typeof plan>) => setPlan((before) => ({ ...before, ...some }));
  const folder = plan.folder ?? known.value?.suggestedFolder ?? '';
  const { success, error } = exportPlan.safeParse({ ...plan, folder });
  const problem = (field: string) => tried && error?.issues.find((issue) => issue.path[0] === field)?.message;
  return (
    <FormDialog
      title={schedule ? t.exports.edit : t.exports.add}
      confirm={t.exports.save}
      failed={t.volumes.couldNot.schedule}
      valid={success}
      onInvalid={() => setTried(true)}
      onSubmit={async () => {
        await connection
          .client()
          .volumes.saveSchedule({ ...plan, folder, ...(schedule ? { id: schedule.id } : {}) });
        notifyDone('schedule', t.exports.saved, volume);
      }}
    >
      <SegmentedControl
        aria-label={t.exports.every}
        fullWidth
        value={plan.every}
        onChange={(every) => change({ every: every as 'daily' | 'weekly' })}
        data={[
          { value: 'daily', label: t.exports.daily },
          { value: 'weekly', label: t.exports.weekly },
        ]}
      />
      <div className={classes.fields}>
        {plan.every === 'weekly' && (
          <Select
            label={t.exports.weekday}
            data={t.exports.weekdays.map((label, index) => ({ value: String(index), label }))}
            value={String(plan.weekday)}
            allowDeselect={false}
            onChange={(value) => change({ weekday: Number(value) })}
          />
        )}
        <TextInput
          label={t.exports.time}
          type="time"
          value={plan.time}
          onChange={(event) => change({ time: event.currentTarget.value })}
          error={problem('time') && t.exports.problems.time}
        />
        <NumberInput
          label={t.exports.keep}
          min={1}
          max={365}
          clampBehavior="none"
          value={plan.keep}
          onChange={(value) => change({ keep: Number(value) })}
          error={problem('keep') && t.exports.problems.keep}
        />
      </div>
      <p className={classes.hint}>{t.exports.keepHint}</p>
      <TextInput
        label={t.exports.folder}
        spellCheck={false}
        value={folder}
        onChange={(event) => change({ folder: event.currentTarget.value })}
        error={problem('folder') && t.exports.problems.folder}
      />
      <Switch
        label={t.exports.enabled}
        checked={plan.enabled ?? true}
        onChange={(event) => change({ enabled: event.currentTarget.checked })}
      />
    </FormDialog>
  );
}
