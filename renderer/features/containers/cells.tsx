import { ActionIcon, Tooltip } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import { hrefOf } from '../../app/location.ts';
import { dismissContainerError } from '../../commands/perform-on-container.ts';
import { NameCell } from '../../components/data-table/NameCell.tsx';
import { useNow } from '../../components/use-now.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import classes from './ContainersTable.module.css';
import { ageText } from './container-age.ts';
import { StateBadge } from './StateBadge.tsx';

export function ContainerNameCell({
  container,
  tabIndex,
}: {
  container: ContainerSummary;
  tabIndex: number;
}) {
  const { id, name } = container;
  const failure = usePier((state) => state.actions.errors[id]);
  return (
    <span className={classes.nameCell}>
      <NameCell
        name={name}
        href={hrefOf(['containers', id, 'logs'])}
        tabIndex={tabIndex}
        below={id.slice(0, 12)}
        mono
      />
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
