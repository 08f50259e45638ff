import { Progress } from '@mantine/core';
import type { RunProgress } from '../../../shared/contract/containers.ts';
import { FormFailure } from '../../components/FormFailure.tsx';
import { formatBytes } from '../../components/format-bytes.ts';
import { t } from '../../i18n/index.ts';
import classes from './RunDialog.module.css';
import type { RunState } from './use-run.ts';

/** How far a run is, or why it did not come about. */
export function RunOutcome({ state }: { state: RunState }) {
  if (state.kind === 'failed') {
    return <FormFailure title={t.run.failed} error={state.error} />;
  }
  if (state.kind === 'cancelled') return <p className={classes.cancelled}>{t.run.cancelled}</p>;
  if (state.kind === 'running') return <RunningProgress progress={state.progress} />;
  return null;
}

function RunningProgress({ progress }: { progress: RunProgress | undefined }) {
  const pulling = progress?.kind === 'pulling' ? progress : undefined;
  const { currentBytes, totalBytes } = pulling ?? {};
  const share = totalBytes ? Math.min(1, (currentBytes ?? 0) / totalBytes) : undefined;
  const title = pulling
    ? t.run.pulling(pulling.image)
    : progress?.kind === 'replacing'
      ? t.run.replacing
      : progress
        ? t.run.creating
        : t.run.preparing;
  const amounts = totalBytes ? t.run.amounts(formatBytes(currentBytes ?? 0), formatBytes(totalBytes)) : '';
  return (
    <div className={classes.progress} data-testid="run-progress">
      <p role="status">{title}</p>
      <Progress
        value={share === undefined ? 100 : share * 100}
        striped={share === undefined}
        animated={share === undefined}
        aria-label={t.run.progress}
        {...(amounts && { 'aria-valuetext': amounts })}
      />
      <p className={classes.progressNote}>
        <span>{pulling?.status}</span>
        <span>{amounts}</span>
      </p>
    </div>
  );
}
