import { useLiveList } from '../../store/use-live.ts';
import { useWhenGone } from '../../store/use-when-gone.ts';
import { useWithoutHidden } from '../../store/without-hidden.ts';
import { ConnectDialog } from './ConnectDialog.tsx';
import { NetworkPage } from './NetworkPage.tsx';
import { NetworksPage } from './NetworksPage.tsx';
import { openNetworkDialog } from './network-dialogs.ts';
import { RemoveNetworksDialog } from './RemoveNetworksDialog.tsx';

/** The list or its map, or one network: `#/networks/<id>/<tab>`. All of them look at one stream. */
export function NetworksView({ parts: [id, tab] }: { parts: readonly string[] }) {
  const list = useLiveList((client, signal) => client.networks.watch({}, { signal }), []);
  const shown = useWithoutHidden(list);
  // A question about what is in the list goes with it, and does not come back unasked.
  useWhenGone(() => openNetworkDialog({ connecting: undefined, removing: undefined, pruning: false }));
  return (
    <>
      {id === undefined ? <NetworksPage list={shown} /> : <NetworkPage list={list} id={id} tab={tab} />}
      <ConnectDialog networks={list.items} />
      <RemoveNetworksDialog networks={list.items} />
    </>
  );
}
