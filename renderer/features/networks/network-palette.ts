import { IconPlus, IconTopologyStar3, IconTrash } from '@tabler/icons-react';
import type { NetworkSummary } from '../../../shared/contract/networks.ts';
import { isUsable } from '../../../shared/model/engine-kind.ts';
import { goTo } from '../../app/location.ts';
import { t } from '../../i18n/index.ts';
import { withoutHidden } from '../../store/without-hidden.ts';
import { firstItems } from '../palette/first-items.ts';
import type { PaletteSource } from '../palette/palette-item.ts';
import { openNetworkDialog } from './network-dialogs.ts';

/** What can be done with networks at all. */
export const networkActionsSource: PaletteSource = {
  id: 'network-actions',
  items: ({ status }) => {
    if (!isUsable(status)) return [];
    const group = t.palette.groups.actions;
    const open = (change: Parameters<typeof openNetworkDialog>[0]) => () => {
      // Some dialogs are the page's, and what comes of the others is seen there.
      goTo(['networks']);
      openNetworkDialog(change);
    };
    return [
      {
        id: 'networks create',
        title: t.networks.create,
        group,
        icon: IconPlus,
        perform: open({ creating: true }),
      },
      {
        id: 'networks prune',
        title: `${t.networkRemoval.pruneTitle}…`,
        group,
        icon: IconTrash,
        perform: open({ pruning: true }),
      },
      {
        id: 'networks map',
        title: t.networks.map,
        detail: t.networks.title,
        group: t.palette.groups.pages,
        icon: IconTopologyStar3,
        onlySearched: true,
        perform: () => goTo(['networks'], { view: 'map' }),
      },
    ];
  },
};

/** The networks there are, to be opened. */
export const networksSource: PaletteSource = {
  id: 'networks',
  load: async (context, signal) => {
    const networks = await firstItems<NetworkSummary>(context.client().networks.watch({}, { signal }));
    return withoutHidden(networks).map(({ id, name, driver, subnets }) => ({
      id: `network ${id}`,
      title: name,
      detail: [driver, ...subnets.map(({ subnet }) => subnet)].join(' '),
      group: t.networks.title,
      icon: IconTopologyStar3,
      onlySearched: true,
      perform: () => goTo(['networks', id]),
    }));
  },
};
