import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import { Badge, type Tone } from '../../components/Badge.tsx';
import { t } from '../../i18n/index.ts';
import { endedWell, exitCode, stateText } from './container-age.ts';

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
    <Badge tone={pending ? 'busy' : toneOf(container)} dot data-testid="state">
      {text}
    </Badge>
  );
}

function pendingText(pending: string | undefined): string | undefined {
  return pending ? t.containers.pending[pending as keyof typeof t.containers.pending] : undefined;
}

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
      return endedWell(exitCode(container)) ? 'idle' : 'bad';
    case 'created':
      return 'idle';
  }
}
