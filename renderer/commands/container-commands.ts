import {
  IconBolt,
  IconFileText,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlayerTrackNext,
  IconRefresh,
  IconTrash,
} from '@tabler/icons-react';
import type { ContainerSummary } from '../../shared/contract/containers.ts';
import { CONTAINER_ACTIONS, type ContainerActionId, isActive } from '../../shared/model/container-actions.ts';
import { t } from '../i18n/index.ts';
import { updateView } from '../store/store.ts';
import type { Command, CommandContext } from './command.ts';
import {
  copyContainerId,
  copyDockerRun,
  duplicateContainer,
  editContainer,
  exportContainer,
  openContainerPort,
  renameContainer,
} from './container-tools.ts';
import { openTerminal, showInspect, showStats } from './container-views.ts';
import { performOnContainer } from './perform-on-container.ts';

export const startContainer: Command<ContainerSummary> = {
  id: 'start',
  title: t.containers.start,
  icon: IconPlayerPlay,
  when: CONTAINER_ACTIONS.start.when,
  perform: (container, context) => performLife(container, 'start', context),
  section: 'life',
  key: 's',
};

export const stopContainer: Command<ContainerSummary> = {
  id: 'stop',
  title: t.containers.stop,
  icon: IconPlayerStop,
  when: CONTAINER_ACTIONS.stop.when,
  perform: (container, context) => performLife(container, 'stop', context),
  section: 'life',
  key: 's',
};

export const restartContainer: Command<ContainerSummary> = {
  id: 'restart',
  title: t.containers.restart,
  icon: IconRefresh,
  when: CONTAINER_ACTIONS.restart.when,
  perform: (container, context) => performLife(container, 'restart', context),
  section: 'life',
  key: 'r',
};

export const pauseContainer: Command<ContainerSummary> = {
  id: 'pause',
  title: t.containers.pause,
  icon: IconPlayerPause,
  when: CONTAINER_ACTIONS.pause.when,
  perform: (container, context) => performLife(container, 'pause', context),
  section: 'life',
  key: 'p',
};

export const resumeContainer: Command<ContainerSummary> = {
  id: 'resume',
  title: t.containers.resume,
  icon: IconPlayerTrackNext,
  when: CONTAINER_ACTIONS.resume.when,
  perform: (container, context) => performLife(container, 'resume', context),
  section: 'life',
  key: 'p',
};

export const killContainer: Command<ContainerSummary> = {
  id: 'kill',
  title: t.containers.kill,
  icon: IconBolt,
  when: CONTAINER_ACTIONS.kill.when,
  perform: (container, context) => performLife(container, 'kill', context),
  section: 'life',
};

export const showLogs: Command<ContainerSummary> = {
  id: 'logs',
  title: t.containers.logs,
  icon: IconFileText,
  when: () => true,
  perform: ({ id, name }) => updateView({ logsOf: { id, name }, selected: id }),
  harmless: true,
  section: 'look',
  key: 'Enter',
};

/** Asks first: the dialog performs `removeContainer`. */
export const askToRemoveContainer: Command<ContainerSummary> = {
  id: 'remove',
  title: t.containers.remove,
  icon: IconTrash,
  danger: true,
  when: ({ state }) => state !== 'removing',
  perform: ({ id }) => updateView({ removing: id }),
  section: 'end',
  key: 'Delete',
};

function performLife(
  container: ContainerSummary,
  action: ContainerActionId,
  context: CommandContext,
): Promise<void> {
  return performOnContainer(container, action, () =>
    CONTAINER_ACTIONS[action].call(context.client(), container.id),
  );
}

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
  pauseContainer,
  resumeContainer,
  killContainer,
  showLogs,
  openTerminal,
  showStats,
  showInspect,
  openContainerPort,
  copyDockerRun,
  copyContainerId,
  renameContainer,
  editContainer,
  duplicateContainer,
  exportContainer,
  askToRemoveContainer,
];
