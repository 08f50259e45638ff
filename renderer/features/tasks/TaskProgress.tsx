import { Progress } from '@mantine/core';
import type { Task } from '../../../shared/contract/tasks.ts';
import { formatBytes } from '../../components/format-bytes.ts';
import { t } from '../../i18n/index.ts';
import classes from './Tasks.module.css';

/** How far a task is that runs: a bar where it is known, the pace, and words. For cards and dialogs alike. */
export function TaskProgress({ task }: { task: Task }) {
  const { currentBytes, totalBytes, bytesPerSecond, status, title } = task;
  const known = currentBytes !== undefined && totalBytes !== undefined && totalBytes > 0;
  const amounts = known
    ? t.tasks.amounts(formatBytes(currentBytes), formatBytes(totalBytes))
    : currentBytes !== undefined && formatBytes(currentBytes);
  const speed = bytesPerSecond !== undefined && t.tasks.speed(formatBytes(bytesPerSecond));
  return (
    <div className={classes.progress}>
      <Progress
        size="sm"
        value={known ? Math.min(100, (currentBytes / totalBytes) * 100) : 100}
        animated={!known}
        striped={!known}
        aria-label={t.tasks.progress(title)}
      />
      <div className={classes.progressWords}>
        <span>{status || t.tasks.states.running}</span>
        <span>{[amounts, speed].filter(Boolean).join(' · ')}</span>
      </div>
    </div>
  );
}
