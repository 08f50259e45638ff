import { ActionIcon, Tooltip } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { type KeyboardEvent, memo, useState } from 'react';
import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { commandsFor } from '../../commands/command.ts';
import {
  containerCommands,
  restartContainer,
  showLogs,
  startContainer,
  stopContainer,
} from '../../commands/container-commands.ts';
import { dismissContainerError } from '../../commands/perform-on-container.ts';
import { formatAge } from '../../components/format-duration.ts';
import { GridCell } from '../../components/GridCell.tsx';
import { useNow } from '../../components/use-now.ts';
import { t } from '../../i18n/index.ts';
import { updateView, usePier } from '../../store/store.ts';
import classes from './ContainersTable.module.css';
import { ageText } from './container-age.ts';
import { PortLinks } from './PortLinks.tsx';
import { RowMenu } from './RowMenu.tsx';
import { StateBadge } from './StateBadge.tsx';

interface ContainerRowProps {
  container: ContainerSummary;
  /** Its place in the sorted list, from 0. */
  index: number;
  /** Pixels from the top of the list. */
  top: number;
  /** It is the one row in the tab order. */
  active: boolean;
  selected: boolean;
  onActivate(id: string): void;
}

/** The commands with a button of their own in each row. */
const INLINE = [startContainer, stopContainer, restartContainer, showLogs];

export const ContainerRow = memo(function ContainerRow(props: ContainerRowProps) {
  const { container, index, top, active, selected, onActivate } = props;
  const { id } = container;
  const connection = useConnection();
  const pending = usePier((state) => state.actions.pending[id]);
  const [menu, setMenu] = useState(false);
  const tabIndex = active ? 0 : -1;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      event.preventDefault();
      // The menu closes on a key outside of it, and this very event would be one by the time it is open.
      event.stopPropagation();
      setMenu(true);
      return;
    }
    const command = commandsFor(containerCommands, container).find((each) => each.key === event.key);
    if (!command || pending) return;
    event.preventDefault();
    void command.perform(container, connection);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid that is no <table>
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-busy={pending !== undefined}
      tabIndex={tabIndex}
      className={classes.row}
      data-id={id}
      data-name={container.name}
      style={{ transform: `translateY(${top}px)` }}
      onFocus={() => onActivate(id)}
      onClick={() => updateView({ selected: id })}
      onMouseDown={(event) => {
        // A double click opens the logs: it must not select a word on the way.
        if (event.detail > 1) event.preventDefault();
      }}
      onDoubleClick={(event) => {
        // Two quick clicks on a button or a link are its own.
        if (!(event.target as Element).closest('button, a')) void showLogs.perform(container, connection);
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        setMenu(true);
      }}
      onKeyDown={onKeyDown}
    >
      <NameCell container={container} tabIndex={tabIndex} />
      <GridCell className={classes.cell} title={container.image}>
        {container.image}
      </GridCell>
      <StatusCell container={container} pending={pending} />
      <GridCell className={classes.cell}>
        <PortLinks ports={container.ports} tabIndex={tabIndex} />
      </GridCell>
      <CreatedCell at={container.createdAt} />
      <GridCell className={classes.actions}>
        {commandsFor(INLINE, container).map((command) => (
          <Tooltip key={command.id} label={command.title}>
            <ActionIcon
              variant="subtle"
              color="gray"
              tabIndex={tabIndex}
              aria-label={`${command.title} ${container.name}`}
              loading={pending === command.id}
              disabled={pending !== undefined && pending !== command.id && command !== showLogs}
              onClick={(event) => {
                event.stopPropagation();
                void command.perform(container, connection);
              }}
            >
              <command.icon size={16} stroke={1.8} />
            </ActionIcon>
          </Tooltip>
        ))}
        <RowMenu
          container={container}
          opened={menu}
          onChange={setMenu}
          tabIndex={tabIndex}
          pending={pending !== undefined}
        />
      </GridCell>
    </div>
  );
});

function NameCell({ container, tabIndex }: { container: ContainerSummary; tabIndex: number }) {
  const failure = usePier((state) => state.actions.errors[container.id]);
  return (
    <GridCell className={classes.nameCell}>
      <span className={classes.names}>
        <span className={classes.name} title={container.name}>
          {container.name}
        </span>
        <span className={classes.id}>{container.id.slice(0, 12)}</span>
      </span>
      {failure && (
        <Tooltip label={`${failure.what}: ${failure.error.message} ${failure.error.hint}`}>
          <ActionIcon
            variant="subtle"
            color="red"
            size="sm"
            tabIndex={tabIndex}
            aria-label={`${t.containers.lastError(failure.error.message)} ${t.app.dismiss}`}
            onClick={() => dismissContainerError(container.id)}
          >
            <IconAlertCircle size={16} />
          </ActionIcon>
        </Tooltip>
      )}
    </GridCell>
  );
}

function StatusCell({ container, pending }: { container: ContainerSummary; pending: string | undefined }) {
  return (
    <GridCell className={classes.statusCell}>
      <StateBadge container={container} pending={pending} />
      <StatusWords container={container} />
    </GridCell>
  );
}

/** Ticks by itself: the engine tells nothing while a container just runs. */
function StatusWords({ container }: { container: ContainerSummary }) {
  const since = usePier((state) => state.containers.sinceById[container.id]);
  const text = ageText(container, since, useNow());
  return (
    <span className={classes.words} title={container.status}>
      {text}
    </span>
  );
}

function CreatedCell({ at }: { at: number }) {
  const age = useNow() - at;
  const text = age < 1000 ? t.time.justNow : t.containers.ago(formatAge(age));
  return (
    <GridCell className={classes.cell} title={new Date(at).toLocaleString()}>
      {text}
    </GridCell>
  );
}
