import {
  IconArrowRight,
  IconArrowUp,
  IconCopy,
  IconFileText,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
  IconTrash,
  IconX,
} from '@tabler/icons-react';
import type { ComposeAction, ComposeProject } from '../../../shared/contract/compose.ts';
import { toAppError } from '../../../shared/errors.ts';
import { goTo } from '../../app/location.ts';
import type { BulkCommand, Command, CommandContext } from '../../commands/command.ts';
import { copyToClipboard } from '../../commands/copy-to-clipboard.ts';
import { notifyDone, notifyError } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';
import { startTask } from '../tasks/start-task.ts';
import { openComposeDialog } from './compose-dialogs.ts';
import { containersOf } from './project-state.ts';

const TITLES: Record<ComposeAction, string> = {
  start: t.compose.start,
  stop: t.compose.stop,
  restart: t.compose.restart,
  pause: t.compose.pause,
  unpause: t.compose.unpause,
  kill: t.compose.kill,
};

/** Starts the task; how it ends is told by itself. Never rejects. */
export async function actOnProject(
  project: string,
  services: readonly string[],
  action: ComposeAction,
  context: CommandContext,
): Promise<void> {
  await startTask(t.compose.couldNot(TITLES[action], services.join(', ') || project), () =>
    context.client().compose.act({ project, services: [...services], action }),
  );
}

const some = (project: ComposeProject, states: readonly string[]) =>
  containersOf(project).some(({ state }) => states.includes(state));

function action(
  id: ComposeAction,
  icon: Command<ComposeProject>['icon'],
  states: readonly string[],
  key?: string,
): Command<ComposeProject> {
  return {
    id,
    title: TITLES[id],
    icon,
    when: (project) => some(project, states),
    perform: ({ name }, context) => actOnProject(name, [], id, context),
    ...(key ? { key } : {}),
  };
}

const RUNNING = ['running', 'restarting', 'paused'];

export const openProject: Command<ComposeProject> = {
  id: 'open',
  title: t.compose.open,
  icon: IconArrowRight,
  when: () => true,
  harmless: true,
  perform: ({ name }) => goTo(['compose', name]),
  key: 'Enter',
};

/** Asks how. */
export const upProject: Command<ComposeProject> = {
  id: 'up',
  title: t.compose.up,
  icon: IconArrowUp,
  when: ({ configFiles }) => configFiles.length > 0,
  perform: ({ name }) => openComposeDialog({ up: { project: name } }),
  key: 'u',
};

export const startProject = action('start', IconPlayerPlay, ['created', 'exited', 'dead']);
export const stopProject = action('stop', IconPlayerStop, RUNNING, 's');
export const restartProject = action('restart', IconRefresh, RUNNING, 'r');
const pauseProject = action('pause', IconPlayerPause, ['running']);
const unpauseProject = action('unpause', IconPlayerPlay, ['paused']);

export const showProjectLogs: Command<ComposeProject> = {
  id: 'logs',
  title: t.compose.logs,
  icon: IconFileText,
  when: (project) => containersOf(project).length > 0,
  harmless: true,
  perform: ({ name }) => goTo(['logs'], { projects: name }),
  key: 'l',
};

const copyFilePath: Command<ComposeProject> = {
  id: 'copy-path',
  title: t.compose.copyPath,
  icon: IconCopy,
  when: ({ configFiles }) => configFiles.length > 0,
  harmless: true,
  perform: async ({ configFiles }) => {
    if (await copyToClipboard(configFiles.join('\n'))) notifyDone('copy', t.compose.pathCopied);
  },
};

/** Asks first. */
export const askToTakeDown: Command<ComposeProject> = {
  id: 'down',
  title: t.compose.down,
  icon: IconTrash,
  danger: true,
  when: ({ onEngine }) => onEngine,
  perform: ({ name }) => openComposeDialog({ down: { project: name, services: [] } }),
  key: 'Delete',
};

export const forgetProject: Command<ComposeProject> = {
  id: 'forget',
  title: t.compose.forget,
  icon: IconX,
  when: ({ onEngine }) => !onEngine,
  perform: async ({ name }, context) => {
    try {
      await context.client().compose.forget({ project: name });
      notifyDone('compose-forget', t.compose.forgotten(name));
    } catch (thrown) {
      notifyError('compose-forget', t.compose.couldNot(t.compose.forget, name), toAppError(thrown).toData());
    }
  },
};

export const projectCommands: readonly Command<ComposeProject>[] = [
  openProject,
  upProject,
  startProject,
  stopProject,
  restartProject,
  pauseProject,
  unpauseProject,
  showProjectLogs,
  copyFilePath,
  forgetProject,
  askToTakeDown,
];

function bulk(command: Command<ComposeProject>, id: ComposeAction): BulkCommand<ComposeProject> {
  return {
    id,
    title: command.title,
    icon: command.icon,
    applies: command.when,
    perform: async (projects, context) => {
      for (const { name } of projects) await actOnProject(name, [], id, context);
    },
  };
}

export const projectBulkCommands: readonly BulkCommand<ComposeProject>[] = [
  bulk(startProject, 'start'),
  bulk(stopProject, 'stop'),
  bulk(restartProject, 'restart'),
];
