import {
  IconCopy,
  IconFileText,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
  IconTrash,
} from '@tabler/icons-react';
import type { ContainerSummary } from '../../shared/contract/containers.ts';
import { AppError } from '../../shared/errors.ts';
import { isActive } from '../features/containers/container-list.ts';
import { t } from '../i18n/index.ts';
import { updateView } from '../store/store.ts';
import type { Command, CommandContext } from './command.ts';
import { openTerminal, showInspect, showStats } from './container-views.ts';
import { notifyError } from './notify.ts';
import { performOnContainer } from './perform-on-container.ts';

export const startContainer: Command<ContainerSummary> = {
  id: 'start',
  title: t.containers.start,
  icon: IconPlayerPlay,
  when: ({ state }) => state === 'created' || state === 'exited' || state === 'dead',
  perform: (container, context) =>
    performOnContainer(container, 'start', () => context.client().containers.start({ id: container.id })),
  key: 's',
};

export const stopContainer: Command<ContainerSummary> = {
  id: 'stop',
  title: t.containers.stop,
  icon: IconPlayerStop,
  when: ({ state }) => isActive(state),
  perform: (container, context) =>
    performOnContainer(container, 'stop', () => context.client().containers.stop({ id: container.id })),
  key: 's',
};

export const restartContainer: Command<ContainerSummary> = {
  id: 'restart',
  title: t.containers.restart,
  icon: IconRefresh,
  when: ({ state }) => isActive(state),
  perform: (container, context) =>
    performOnContainer(container, 'restart', () => context.client().containers.restart({ id: container.id })),
  key: 'r',
};

export const showLogs: Command<ContainerSummary> = {
  id: 'logs',
  title: t.containers.logs,
  icon: IconFileText,
  when: () => true,
  perform: ({ id, name }) => updateView({ logsOf: { id, name }, selected: id }),
  harmless: true,
  key: 'Enter',
};

export const copyContainerId: Command<ContainerSummary> = {
  id: 'copy-id',
  title: t.containers.copyId,
  icon: IconCopy,
  when: () => true,
  harmless: true,
  perform: async ({ id }) => {
    try {
      await navigator.clipboard.writeText(id);
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      const hint = 'Allow this page to use the clipboard.';
      notifyError('copy', t.containers.couldNot.copy, new AppError('internal', message, hint).toData());
    }
  },
};

/** Asks first: the dialog performs `removeContainer`. */
export const askToRemoveContainer: Command<ContainerSummary> = {
  id: 'remove',
  title: t.containers.remove,
  icon: IconTrash,
  danger: true,
  when: ({ state }) => state !== 'removing',
  perform: ({ id }) => updateView({ removing: id }),
  key: 'Delete',
};

/** Removes without asking; one that runs is killed first. */
export function removeContainer(
  container: ContainerSummary,
  options: { volumes: boolean },
  context: CommandContext,
): Promise<void> {
  const force = isActive(container.state);
  return performOnContainer(container, 'remove', () =>
    context.client().containers.remove({ id: container.id, force, volumes: options.volumes }),
  );
}

/** Everything a row offers, in the order of its menu. */
export const containerCommands: readonly Command<ContainerSummary>[] = [
  startContainer,
  stopContainer,
  restartContainer,
  showLogs,
  openTerminal,
  showStats,
  showInspect,
  copyContainerId,
  askToRemoveContainer,
];
