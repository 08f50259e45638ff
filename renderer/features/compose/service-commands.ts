import {
  IconArrowsDiff,
  IconArrowUp,
  IconFileText,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
  IconRotateClockwise,
  IconTrash,
} from '@tabler/icons-react';
import type { ComposeContainer } from '../../../shared/contract/compose.ts';
import type { ComparedService } from '../../../shared/model/compose-drift.ts';
import { goTo } from '../../app/location.ts';
import type { Command, CommandContext } from '../../commands/command.ts';
import { t } from '../../i18n/index.ts';
import { startTask } from '../tasks/start-task.ts';
import { actOnProject } from './compose-commands.ts';
import { openComposeDialog } from './compose-dialogs.ts';

/** A service of a project, as the engine and the file have it. */
export type ServiceItem = Omit<ComparedService, 'drift'> & {
  project: string;
  /** Absent where the file cannot be read. */
  drift: ComparedService['drift'] | undefined;
};

const containers = ({ onEngine }: ServiceItem): readonly ComposeContainer[] => onEngine?.containers ?? [];
const some = (item: ServiceItem, states: readonly string[]) =>
  containers(item).some(({ state }) => states.includes(state));
const RUNNING = ['running', 'restarting', 'paused'];

export const startService: Command<ServiceItem> = {
  id: 'start',
  title: t.compose.start,
  icon: IconPlayerPlay,
  when: (item) => some(item, ['created', 'exited', 'dead']),
  perform: ({ project, name }, context) => actOnProject(project, [name], 'start', context),
};

export const stopService: Command<ServiceItem> = {
  id: 'stop',
  title: t.compose.stop,
  icon: IconPlayerStop,
  when: (item) => some(item, RUNNING),
  perform: ({ project, name }, context) => actOnProject(project, [name], 'stop', context),
  key: 's',
};

export const restartService: Command<ServiceItem> = {
  id: 'restart',
  title: t.compose.restart,
  icon: IconRefresh,
  when: (item) => some(item, RUNNING),
  perform: ({ project, name }, context) => actOnProject(project, [name], 'restart', context),
  key: 'r',
};

/** Makes what is missing and makes anew what differs. */
export const upService: Command<ServiceItem> = {
  id: 'up',
  title: t.composeService.up,
  icon: IconArrowUp,
  when: ({ inFile }) => inFile !== undefined,
  perform: (item, context) => up(item, false, context),
  key: 'u',
};

const recreateService: Command<ServiceItem> = {
  id: 'recreate',
  title: t.composeService.recreate,
  icon: IconRotateClockwise,
  when: (item) => item.inFile !== undefined && containers(item).length > 0,
  perform: (item, context) => up(item, true, context),
};

/** Asks how many. */
export const scaleService: Command<ServiceItem> = {
  id: 'scale',
  title: t.composeService.scale,
  icon: IconArrowsDiff,
  when: ({ inFile }) => inFile !== undefined,
  perform: (item) =>
    openComposeDialog({
      scale: {
        project: item.project,
        service: item.name,
        now: containers(item).length,
        inFile: item.inFile?.replicas,
      },
    }),
};

const showServiceLogs: Command<ServiceItem> = {
  id: 'logs',
  title: t.compose.logs,
  icon: IconFileText,
  when: (item) => containers(item).length > 0,
  harmless: true,
  perform: ({ project, name }) => goTo(['logs'], { projects: `${project}/${name}` }),
  key: 'l',
};

/** Asks first. */
const askToRemoveService: Command<ServiceItem> = {
  id: 'remove',
  title: t.composeService.remove,
  icon: IconTrash,
  danger: true,
  when: (item) => containers(item).length > 0,
  perform: ({ project, name }) => openComposeDialog({ down: { project, services: [name] } }),
  key: 'Delete',
};

export const serviceCommands: readonly Command<ServiceItem>[] = [
  upService,
  startService,
  stopService,
  restartService,
  scaleService,
  recreateService,
  showServiceLogs,
  askToRemoveService,
];

async function up({ project, name }: ServiceItem, recreate: boolean, context: CommandContext): Promise<void> {
  await startTask(t.compose.couldNot(t.composeService.up, name), () =>
    context.client().compose.up({ source: { project }, services: [name], recreate }),
  );
}
