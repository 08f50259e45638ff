import { ActionIcon, Tooltip } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import { hrefOf } from '../../app/location.ts';
import { dismissContainerError } from '../../commands/perform-on-container.ts';
import { formatAge } from '../../components/format-duration.ts';
import { useNow } from '../../components/use-now.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import classes from './ContainersTable.module.css';
import { ageText } from './container-age.ts';
import { StateBadge } from './StateBadge.tsx';

export function NameCell({ container, tabIndex }: { container: ContainerSummary; tabIndex: number }) {
  const { id, name } = container;
  const failure = usePier((state) => state.actions.errors[id]);
  return (
    <span className={classes.nameCell}>
      <span className={classes.names}>
        <a
          className={classes.name}
          title={name}
          tabIndex={tabIndex}
          href={hrefOf(['containers', id, 'logs'])}
        >
          {name}
        </a>
        <span className={classes.id}>{id.slice(0, 12)}</span>
      </span>
      {failure && (
        <Tooltip label={`${failure.what}: ${failure.error.message} ${failure.error.hint}`}>
          <ActionIcon
            variant="subtle"
            color="red"
            size="sm"
            tabIndex={tabIndex}
            aria-label={`${t.containers.lastError(failure.error.message)} ${t.app.dismiss}`}
            onClick={() => dismissContainerError(id)}
          >
            <IconAlertCircle size={16} />
          </ActionIcon>
        </Tooltip>
      )}
    </span>
  );
}

export function StatusCell({ container }: { container: ContainerSummary }) {
  const pending = usePier((state) => state.actions.pending[container.id]);
  return (
    <span className={classes.statusCell}>
      <StateBadge container={container} pending={pending} />
      <StatusWords container={container} />
    </span>
  );
}

/** Ticks by itself: the engine tells nothing while a container just runs. */
function StatusWords({ container }: { container: ContainerSummary }) {
  const since = usePier((state) => state.containers.sinceById[container.id]);
  return (
    <span className={classes.words} title={container.status}>
      {ageText(container, since, useNow())}
    </span>
  );
}

/** How long ago something was made. @param at milliseconds since the epoch */
export function CreatedCell({ at }: { at: number }) {
  const age = useNow() - at;
  return <>{age < 1000 ? t.time.justNow : t.containers.ago(formatAge(age))}</>;
}
