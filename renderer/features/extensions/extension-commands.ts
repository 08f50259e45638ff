import {
  IconArrowUp,
  IconHistory,
  IconInfoCircle,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconShieldCheck,
  IconTrash,
} from '@tabler/icons-react';
import type { Extension, ExtensionPermissions } from '../../../shared/contract/extensions.ts';
import { toAppError } from '../../../shared/errors.ts';
import { goTo, hrefOf } from '../../app/location.ts';
import type { Command, CommandContext } from '../../commands/command.ts';
import { notifyError } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';
import { startTask } from '../tasks/start-task.ts';
import { askToUpdate, openExtensionDialog } from './extension-dialogs.ts';

export type ExtensionTabId = 'about' | 'permissions' | 'activity';

const queryOf = (repository: string, tab: ExtensionTabId) => ({
  extension: repository,
  tab: tab === 'about' ? undefined : tab,
});

/** Where an extension is told of: not its own page. */
export function extensionHref(repository: string, tab: ExtensionTabId = 'about'): string {
  return hrefOf(['extensions'], queryOf(repository, tab));
}

export function showExtension(repository: string, tab: ExtensionTabId = 'about'): void {
  goTo(['extensions'], queryOf(repository, tab));
}

const showDetails: Command<Extension> = {
  id: 'details',
  title: t.extensionCommands.details,
  icon: IconInfoCircle,
  when: () => true,
  perform: ({ repository }) => showExtension(repository),
  harmless: true,
};

const showPermissions: Command<Extension> = {
  id: 'permissions',
  title: t.extensionCommands.permissions,
  icon: IconShieldCheck,
  when: () => true,
  perform: ({ repository }) => showExtension(repository, 'permissions'),
  harmless: true,
};

const showActivity: Command<Extension> = {
  id: 'activity',
  title: t.extensionCommands.activity,
  icon: IconHistory,
  when: () => true,
  perform: ({ repository }) => showExtension(repository, 'activity'),
  harmless: true,
};

export const enableExtension: Command<Extension> = {
  id: 'enable',
  title: t.extensionCommands.enable,
  icon: IconPlayerPlay,
  when: ({ enabled }) => !enabled,
  perform: (extension, context) => setEnabled(extension, true, context),
  section: 'change',
};

export const disableExtension: Command<Extension> = {
  id: 'disable',
  title: t.extensionCommands.disable,
  icon: IconPlayerPause,
  when: ({ enabled }) => enabled,
  perform: (extension, context) => setEnabled(extension, false, context),
  section: 'change',
};

export const restartExtension: Command<Extension> = {
  id: 'restart',
  title: t.extensionCommands.restart,
  icon: IconRefresh,
  when: ({ enabled, backend }) => enabled && backend !== undefined,
  perform: async ({ id, title }, context) => {
    await startTask(t.extensionCommands.couldNot.restart(title), () =>
      context.client().extensions.restart({ id }),
    );
  },
  section: 'change',
};

/** Shows first what the newest version may do. */
const updateExtension: Command<Extension> = {
  id: 'update',
  title: t.extensionCommands.update,
  icon: IconArrowUp,
  when: () => true,
  perform: (extension) => askToUpdate(extension),
  section: 'change',
};

/** Asks first, and says what goes. */
export const askToRemoveExtension: Command<Extension> = {
  id: 'remove',
  title: t.extensionCommands.remove,
  icon: IconTrash,
  danger: true,
  when: () => true,
  perform: ({ id, title }) => openExtensionDialog({ kind: 'remove', id, title }),
  section: 'danger',
};

/** In a list. */
export const extensionCommands: readonly Command<Extension>[] = [
  showDetails,
  showPermissions,
  showActivity,
  enableExtension,
  disableExtension,
  restartExtension,
  updateExtension,
  askToRemoveExtension,
];

/** On its own page. */
export const extensionPageCommands: readonly Command<Extension>[] = [
  enableExtension,
  disableExtension,
  restartExtension,
  askToRemoveExtension,
];

async function setEnabled(
  { id, title }: Extension,
  enabled: boolean,
  context: CommandContext,
): Promise<void> {
  const failed = t.extensionCommands.couldNot[enabled ? 'enable' : 'disable'](title);
  await startTask(failed, () => context.client().extensions.setEnabled({ id, enabled }));
}

/** Never rejects. */
export async function setPermissions(
  { id, title }: Extension,
  permissions: ExtensionPermissions,
  context: CommandContext,
): Promise<void> {
  try {
    await context.client().extensions.setPermissions({ id, permissions });
  } catch (thrown) {
    const failed = t.extensionCommands.couldNot.permissions(title);
    notifyError(failed, failed, toAppError(thrown).toData());
  }
}
