import { ActionIcon, Tooltip } from '@mantine/core';
import { type Icon, IconArrowRight } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import { isActive } from '../../../shared/model/container-actions.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { hrefOf } from '../../app/location.ts';
import type { BulkCommand } from '../../commands/command.ts';
import { bulkRemove, bulkRestart, bulkStart, bulkStop } from '../../commands/container-bulk.ts';
import { Dot } from '../../components/Badge.tsx';
import type { RowGroup } from '../../components/data-table/arrange-rows.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import classes from './ContainersTable.module.css';

const PROJECT_LABEL = 'com.docker.compose.project';

/** The compose project a container belongs to. */
export function projectOf({ labels }: ContainerSummary): RowGroup | undefined {
  const project = labels[PROJECT_LABEL];
  return project ? { key: project, title: project } : undefined;
}

/** In a button's label: a project's name is a label of its containers, of any length. */
const TITLE_LIMIT = 120;

function titleOf(project: string): string {
  return project.length > TITLE_LIMIT ? `${project.slice(0, TITLE_LIMIT)}…` : project;
}

const ACTIONS: { command: BulkCommand<ContainerSummary>; label(project: string): string }[] = [
  { command: bulkStart, label: t.containers.project.start },
  { command: bulkStop, label: t.containers.project.stop },
  { command: bulkRestart, label: t.containers.project.restart },
  { command: bulkRemove, label: t.containers.project.remove },
];

/** What is said of a project and done with it: the whole of it, though a filter may show a part. */
export function ProjectRow({ project, tabIndex }: { project: string; tabIndex: number }) {
  const connection = useConnection();
  const byId = usePier((state) => state.containers.byId);
  const members = useMemo(
    () => Object.values(byId).filter((container) => container.labels[PROJECT_LABEL] === project),
    [byId, project],
  );
  const busy = usePier((state) => members.some(({ id }) => state.actions.pending[id] !== undefined));
  const running = members.filter(({ state }) => isActive(state)).length;
  return (
    <>
      <span className={classes.projectStates}>
        <Dot tone={running > 0 ? 'ok' : 'idle'} />
        {t.containers.project.states(running, members.length)}
      </span>
      <a className={classes.projectLink} href={hrefOf(['compose', project])} tabIndex={tabIndex}>
        {t.containers.project.title}
        <IconArrowRight size={13} stroke={2} aria-hidden />
      </a>
      <span className={classes.projectActions}>
        {ACTIONS.map(({ command, label }) => {
          const fitting = members.filter((container) => command.applies(container));
          return (
            <ProjectButton
              key={command.id}
              icon={command.icon}
              label={label(titleOf(project))}
              tabIndex={tabIndex}
              disabled={busy || fitting.length === 0}
              onClick={() => void command.perform(fitting, connection)}
            />
          );
        })}
      </span>
    </>
  );
}

interface ProjectButtonProps {
  icon: Icon;
  label: string;
  tabIndex: number;
  disabled: boolean;
  onClick(): void;
}

function ProjectButton({ icon: Icon, label, tabIndex, disabled, onClick }: ProjectButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        tabIndex={tabIndex}
        aria-label={label}
        disabled={disabled}
        onClick={onClick}
      >
        <Icon size={16} stroke={1.8} />
      </ActionIcon>
    </Tooltip>
  );
}
