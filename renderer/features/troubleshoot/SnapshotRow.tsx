import { Button } from '@mantine/core';
import type { MachineSnapshot } from '../../../shared/contract/machine-data.ts';
import { Badge } from '../../components/Badge.tsx';
import { formatBytes } from '../../components/format-bytes.ts';
import { t } from '../../i18n/index.ts';
import { useMachineTaskRuns } from './MachineTask.tsx';
import classes from './Troubleshoot.module.css';

const when = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

interface SnapshotRowProps {
  snapshot: MachineSnapshot;
  onRestore(): void;
  onDelete(): void;
}

/** One snapshot with the time and the space that it took. */
export function SnapshotRow({ snapshot, onRestore, onDelete }: SnapshotRowProps) {
  const { name, createdAt, allocatedBytes, method, tookMs, missing } = snapshot;
  const busy = useMachineTaskRuns();
  const texts = t.troubleshoot.snapshots;
  const took = texts.took(texts.methods[method], `${(tookMs / 1000).toFixed(1)} s`);
  return (
    <li className={classes.item}>
      <div className={classes.grow}>
        <div className={classes.name}>
          {name} {missing && <Badge tone="bad">{texts.missing}</Badge>}
        </div>
        <p className={classes.dimmed}>
          <time dateTime={new Date(createdAt).toISOString()}>{when.format(createdAt)}</time> · {took} ·{' '}
          {texts.takes(formatBytes(allocatedBytes))}
        </p>
      </div>
      <Button
        size="xs"
        variant="default"
        aria-label={`${texts.restore}: ${name}`}
        disabled={busy || missing}
        onClick={onRestore}
      >
        {texts.restore}
      </Button>
      <Button
        size="xs"
        variant="default"
        c="var(--mantine-color-error)"
        aria-label={`${texts.delete}: ${name}`}
        disabled={busy}
        onClick={onDelete}
      >
        {texts.delete}
      </Button>
    </li>
  );
}
