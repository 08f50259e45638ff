import { useLiveList } from '../../store/use-live.ts';
import { ConnectDialog } from './ConnectDialog.tsx';
import { CreateNetworkDialog } from './CreateNetworkDialog.tsx';
import { NetworkPage } from './NetworkPage.tsx';
import { NetworksPage } from './NetworksPage.tsx';
import { RemoveNetworksDialog } from './RemoveNetworksDialog.tsx';

/** The list or its map, or one network: `#/networks/<id>/<tab>`. All of them look at one stream. */
export function NetworksView({ parts: [id, tab] }: { parts: readonly string[] }) {
  const list = useLiveList((client, signal) => client.networks.watch({}, { signal }), []);
  return (
    <>
      {id === undefined ? <NetworksPage list={list} /> : <NetworkPage list={list} id={id} tab={tab} />}
      <CreateNetworkDialog />
      <ConnectDialog networks={list.items} />
      <RemoveNetworksDialog networks={list.items} />
    </>
  );
}
