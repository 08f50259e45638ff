import { ActionIcon, Button } from '@mantine/core';
import { IconCopy, IconPencil, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import type { ExportSchedule } from '../../../shared/contract/volumes.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { copyToClipboard } from '../../commands/copy-to-clipboard.ts';
import { formatBytes } from '../../components/format-bytes.ts';
import { t } from '../../i18n/index.ts';
import { startTask } from '../tasks/start-task.ts';
import { openVolumeDialog } from '../volumes/volume-dialog.ts';
import classes from './Exports.module.css';

interface ScheduleCardProps {
  schedule: ExportSchedule;
  onRemove(): void;
}

export function ScheduleCard({ schedule, onRemove }: ScheduleCardProps) {
  const connection = useConnection();
  const { id, every, weekday, time, keep, folder, lastRun, files } = schedule;
  const when =
    every === 'daily' ? t.exports.daily : t.exports.everyWeekday(t.exports.weekdays[weekday] ?? '');
  const title = t.exports.at(when, time);
  return (
    <section className={classes.card} aria-label={title}>
      <div className={classes.cardHead}>
        <div className={classes.grow}>
          <h3 className={classes.title}>{title}</h3>
          <p className={classes.dim}>{t.exports.keeps(keep, folder)}</p>
        </div>
        <Button
          variant="default"
          size="compact-md"
          leftSection={<IconPlayerPlay size={15} />}
          loading={schedule.isRunning}
          onClick={() =>
            void startTask(t.volumes.couldNot.runSchedule, () =>
              connection.client().volumes.runSchedule({ id }),
            )
          }
        >
          {t.exports.runNow}
        </Button>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t.exports.change}
          title={t.exports.change}
          onClick={() => openVolumeDialog({ kind: 'schedule', volume: schedule.volume, schedule })}
        >
          <IconPencil size={16} stroke={1.8} />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t.exports.remove}
          title={t.exports.remove}
          onClick={onRemove}
        >
          <IconTrash size={16} stroke={1.8} />
        </ActionIcon>
      </div>
      <p className={classes.state} role="status">
        <span data-tone={schedule.isWaiting ? 'warn' : undefined}>{nextText(schedule)}</span>
        <span data-tone={lastRun?.error ? 'bad' : undefined}>{lastText(lastRun)}</span>
      </p>
      {lastRun?.error && (
        <p className={classes.failure}>
          {lastRun.error.message} {lastRun.error.hint}
        </p>
      )}
      {files.length > 0 && (
        <ul className={classes.files} aria-label={t.exports.files}>
          {files.map((file) => (
            <li key={file.path}>
              <span className={classes.path} title={file.path}>
                {file.path}
              </span>
              <span className={classes.dim}>{formatBytes(file.sizeBytes)}</span>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t.exports.copyPath(file.path)}
                onClick={() => void copyToClipboard(file.path)}
              >
                <IconCopy size={15} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function nextText({ isRunning, isWaiting, nextRunAt }: ExportSchedule): string {
  if (isRunning) return t.exports.running;
  if (isWaiting) return t.exports.waiting;
  return nextRunAt === undefined ? t.exports.off : t.exports.next(momentText(nextRunAt));
}

function lastText(lastRun: ExportSchedule['lastRun']): string {
  if (!lastRun) return t.exports.never;
  const when = momentText(lastRun.at);
  return lastRun.error ? t.exports.lastFailed(when) : t.exports.lastDone(when);
}

const moment = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

function momentText(at: number): string {
  return moment.format(at);
}
