import { IconBraces, IconChartLine, IconTerminal2 } from '@tabler/icons-react';
import type { ContainerSummary } from '../../shared/contract/containers.ts';
import { toAppError } from '../../shared/errors.ts';
import { goTo } from '../app/location.ts';
import { FIRST_SIZE, noChoice, toRequest } from '../features/container/exec/exec-choice.ts';
import { rememberTerminal } from '../features/container/exec/last-terminal.ts';
import { t } from '../i18n/index.ts';
import type { Command } from './command.ts';
import { notifyError } from './notify.ts';

/** Opens a shell in it, and shows it. */
export const openTerminal: Command<ContainerSummary> = {
  id: 'terminal',
  title: t.exec.open,
  icon: IconTerminal2,
  when: ({ state }) => state === 'running',
  perform: async ({ id }, context) => {
    try {
      const session = await context.client().exec.open(toRequest(id, noChoice, FIRST_SIZE));
      rememberTerminal(id, session.id);
      goTo(['containers', id, 'exec']);
    } catch (thrown) {
      notifyError(`exec-${id}`, t.exec.couldNotOpen, toAppError(thrown).toData());
    }
  },
  harmless: true,
  section: 'look',
  key: 't',
};

export const showStats: Command<ContainerSummary> = {
  id: 'stats',
  title: t.stats.show,
  icon: IconChartLine,
  when: () => true,
  perform: ({ id }) => goTo(['containers', id, 'stats']),
  harmless: true,
  section: 'look',
};

export const showInspect: Command<ContainerSummary> = {
  id: 'inspect',
  title: t.inspect.show,
  icon: IconBraces,
  when: () => true,
  perform: ({ id }) => goTo(['containers', id, 'inspect']),
  harmless: true,
  section: 'look',
};
