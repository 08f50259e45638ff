import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import { t } from '../../i18n/index.ts';
import { exitCode, stateText } from './container-age.ts';
import classes from './StateBadge.module.css';

type Tone = 'ok' | 'warn' | 'bad' | 'busy' | 'idle';

/** @param pending the command under way, which is shown in place of the state */
export function StateBadge({
  container,
  pending,
}: {
  container: ContainerSummary;
  pending: string | undefined;
}) {
  const text = pendingText(pending) ?? stateText(container);
  return (
    <span className={classes.badge} data-tone={pending ? 'busy' : toneOf(container)} data-testid="state">
      <span className={classes.dot} aria-hidden />
      {text}
    </span>
  );
}

function pendingText(pending: string | undefined): string | undefined {
  return pending ? t.containers.pending[pending as keyof typeof t.containers.pending] : undefined;
}

/** A container that ended by itself with 0 is done; 137 and 143 are a stop that somebody asked for. */
function toneOf(container: ContainerSummary): Tone {
  switch (container.state) {
    case 'running':
      return container.health === 'unhealthy' ? 'bad' : container.health === 'starting' ? 'busy' : 'ok';
    case 'paused':
      return 'warn';
    case 'restarting':
    case 'removing':
      return 'busy';
    case 'dead':
      return 'bad';
    case 'exited':
      return [0, 130, 137, 143].includes(exitCode(container) ?? 0) ? 'idle' : 'bad';
    case 'created':
      return 'idle';
  }
}
