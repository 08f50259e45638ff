import { IconArrowRight, IconCopy, IconPlugConnected, IconTrash } from '@tabler/icons-react';
import type { NetworkContainer, NetworkSummary } from '../../../shared/contract/networks.ts';
import { toAppError } from '../../../shared/errors.ts';
import { goTo } from '../../app/location.ts';
import type { BulkCommand, Command, CommandContext } from '../../commands/command.ts';
import { copyToClipboard } from '../../commands/copy-to-clipboard.ts';
import { notifyDone, notifyError, notifyWarning } from '../../commands/notify.ts';
import { notifyUndoable } from '../../commands/notify-undoable.tsx';
import { t } from '../../i18n/index.ts';
import type { Undo } from '../../store/notices-slice.ts';
import { canBeMadeAgain, connectionAgain, networkAgain } from './network-again.ts';
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
  networks: readonly NetworkSummary[],
  options: { unusedOnly: boolean },
  context: CommandContext,
): Promise<void> {
  try {
    const { removed, kept } = await context.client().networks.remove({
      ids: networks.map(({ id }) => id),
      ...options,
    });
    const done = t.networks.removed(removed.length);
    const gone = networks.filter(({ name }) => removed.includes(name));
    if (kept.length === 0) notifyUndoable('networks-remove', done, removed.join(', '), undoRemoval(gone));
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

/** Makes them again as they were, but for their ids. */
function undoRemoval(networks: readonly NetworkSummary[]): Undo | undefined {
  if (networks.length === 0 || !networks.every(canBeMadeAgain)) return undefined;
  return {
    perform: inTurn(networks, (network, again) => again.client().networks.create(networkAgain(network))),
  };
}

/** Does it for one after the other. Where it failed and is tried again, it goes on with the one that failed. */
function inTurn<T>(items: readonly T[], work: (item: T, context: CommandContext) => Promise<unknown>) {
  const left = [...items];
  return async (context: CommandContext) => {
    for (let next = left[0]; next !== undefined; next = left[0]) {
      await work(next, context);
      left.shift();
    }
  };
}

type Member = Pick<NetworkContainer, 'id' | 'name'>;

/** Tells itself how it went: never rejects. */
export async function disconnectFromNetwork(
  network: NetworkSummary,
  members: readonly Member[],
  context: CommandContext,
): Promise<void> {
  const { id, name } = network;
  const key = `network-${id}`;
  const done: Member[] = [];
  // Its names there are gone with it. Unknown, they could not be given back.
  const endpoints = await context
    .client()
    .networks.endpoints({ id })
    .catch(() => undefined);
  for (const member of members) {
    try {
      await context.client().networks.disconnect({ id, container: member.id });
      done.push(member);
    } catch (thrown) {
      const title = t.networks.couldNot.disconnect(member.name);
      notifyError(`${key}-${member.id}`, title, toAppError(thrown).toData());
    }
  }
  if (done.length === 0) return;
  const names = done.map((member) => member.name).join(', ');
  const undo = endpoints && {
    perform: inTurn(done, (member, again) =>
      again.client().networks.connect(connectionAgain(network, member.id, endpoints)),
    ),
  };
  notifyUndoable(key, t.networks.disconnected(names, name), '', undo);
}
