import { IconArrowRight, IconCopy, IconPlugConnected, IconTrash } from '@tabler/icons-react';
import type { NetworkSummary } from '../../../shared/contract/networks.ts';
import { toAppError } from '../../../shared/errors.ts';
import { goTo } from '../../app/location.ts';
import type { BulkCommand, Command, CommandContext } from '../../commands/command.ts';
import { copyToClipboard } from '../../commands/copy-to-clipboard.ts';
import { notifyDone, notifyError, notifyWarning } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';
import { openNetworkDialog } from './network-dialogs.ts';

export const openNetwork: Command<NetworkSummary> = {
  id: 'open',
  title: t.networks.open,
  icon: IconArrowRight,
  when: () => true,
  perform: ({ id }) => goTo(['networks', id]),
  harmless: true,
  key: 'Enter',
};

export const connectToNetwork: Command<NetworkSummary> = {
  id: 'connect',
  title: t.networks.connect,
  icon: IconPlugConnected,
  // A container is on "host" or "none" from its birth, or never.
  when: ({ driver }) => driver !== 'host' && driver !== 'null',
  perform: ({ id }) => openNetworkDialog({ connecting: id }),
  key: 'c',
};

export const copyNetworkId: Command<NetworkSummary> = {
  id: 'copy-id',
  title: t.networks.copyId,
  icon: IconCopy,
  when: () => true,
  harmless: true,
  perform: async ({ id }) => {
    if (await copyToClipboard(id)) notifyDone('copy', t.networks.copied);
  },
};

/** Asks first. */
export const askToRemoveNetwork: Command<NetworkSummary> = {
  id: 'remove',
  title: t.networks.remove,
  icon: IconTrash,
  danger: true,
  when: ({ predefined }) => !predefined,
  perform: ({ id }) => openNetworkDialog({ removing: [id] }),
  key: 'Delete',
};

export const networkCommands: readonly Command<NetworkSummary>[] = [
  openNetwork,
  connectToNetwork,
  copyNetworkId,
  askToRemoveNetwork,
];

export const networkBulkCommands: readonly BulkCommand<NetworkSummary>[] = [
  {
    id: 'remove',
    title: t.networks.removeShort,
    icon: IconTrash,
    danger: true,
    applies: ({ predefined }) => !predefined,
    perform: (networks) => openNetworkDialog({ removing: networks.map(({ id }) => id) }),
  },
];

/** Removes without asking, and tells what was removed and why the rest is kept. Never rejects. */
export async function removeNetworks(
  ids: readonly string[],
  options: { unusedOnly: boolean },
  context: CommandContext,
): Promise<void> {
  try {
    const { removed, kept } = await context.client().networks.remove({ ids: [...ids], ...options });
    const done = t.networks.removed(removed.length);
    if (kept.length === 0) notifyDone('networks-remove', done, removed.join(', '));
    else
      notifyWarning(
        'networks-remove',
        removed.length > 0 ? `${done}. ${t.networks.couldNot.remove}` : t.networks.couldNot.remove,
        kept.map(({ name, reason }) => (reason.includes(name) ? reason : `${name}: ${reason}`)).join(' '),
      );
  } catch (thrown) {
    notifyError('networks-remove', t.networks.couldNot.remove, toAppError(thrown).toData());
  }
}

export async function disconnectFromNetwork(
  network: { id: string; name: string },
  container: { id: string; name: string },
  context: CommandContext,
): Promise<void> {
  try {
    await context.client().networks.disconnect({ id: network.id, container: container.id });
    notifyDone(`network-${network.id}`, t.networks.disconnected(container.name, network.name));
  } catch (thrown) {
    const title = t.networks.couldNot.disconnect(container.name);
    notifyError(`network-${network.id}`, title, toAppError(thrown).toData());
  }
}
