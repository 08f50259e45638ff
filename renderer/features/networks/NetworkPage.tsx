import { IconAlertTriangle, IconUnlink } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import type { NetworkSummary } from '../../../shared/contract/networks.ts';
import { hrefOf } from '../../app/location.ts';
import { CommandButtons } from '../../components/CommandButtons.tsx';
import { DetailPage } from '../../components/detail-page/DetailPage.tsx';
import { MissingItem } from '../../components/detail-page/MissingItem.tsx';
import { JsonTree } from '../../components/json-tree/JsonTree.tsx';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { type LiveList, useQuery } from '../../store/use-live.ts';
import { Features } from './columns.tsx';
import { NetworkMembers } from './NetworkMembers.tsx';
import { askToRemoveNetwork, connectToNetwork, copyNetworkId } from './network-commands.ts';
import { findNetwork } from './network-list.ts';

const COMMANDS = [connectToNetwork, copyNetworkId, askToRemoveNetwork];

interface NetworkPageProps {
  list: LiveList<NetworkSummary>;
  id: string;
  tab: string | undefined;
}

/** One network. It stays shown, as it was known last, when it is removed under the view. */
export function NetworkPage({ list, id, tab = 'containers' }: NetworkPageProps) {
  const found = findNetwork(list.items, id);
  const last = useRef<NetworkSummary>(undefined);
  if (found) last.current = found;
  const known = last.current && findNetwork([last.current], id);
  const network = found ?? known;
  if (!network) {
    return (
      <MissingItem
        list={list}
        href={hrefOf(['networks'])}
        icon={IconUnlink}
        texts={{
          failed: t.networks.failed,
          loading: t.networks.loading,
          notFound: t.network.notFound,
          text: t.network.notFoundText(id),
          toList: t.network.toList,
        }}
      />
    );
  }
  const current = tab === 'inspect' ? 'inspect' : 'containers';
  const href = (each: string) => hrefOf(['networks', id, each]);
  return (
    <DetailPage
      back={{ title: t.networks.title, href: hrefOf(['networks']) }}
      title={network.name}
      subtitle={[network.id.slice(0, 12), network.driver, network.scope].join(' · ')}
      badge={found ? <Features network={network} /> : <span role="status">{t.network.removed}</span>}
      actions={found && <CommandButtons subject={network} name={network.name} commands={COMMANDS} />}
      tabs={[
        {
          id: 'containers',
          title: t.network.tabs.containers,
          href: href('containers'),
          count: network.containers.length,
        },
        { id: 'inspect', title: t.network.tabs.inspect, href: href('inspect') },
      ]}
      current={current}
    >
      {current === 'inspect' ? (
        <Inspect network={network} />
      ) : (
        <NetworkMembers network={network} exists={found !== undefined} stale={list.status !== 'live'} />
      )}
    </DetailPage>
  );
}

/** Read again when somebody comes or goes. */
function Inspect({ network }: { network: NetworkSummary }) {
  const members = network.containers.map(({ id, ipv4 }) => `${id} ${ipv4}`).join();
  const { value, status, error } = useQuery(
    (client, signal) => client.networks.inspect({ id: network.id }, { signal }),
    [network.id, members],
  );
  const kept = useRef<Record<string, unknown>>(undefined);
  const shown = useMemo(() => {
    if (value) kept.current = value.value;
    return kept.current;
  }, [value]);
  if (shown) return <JsonTree value={shown} label={t.network.inspect(network.name)} />;
  if (status === 'failed') {
    return (
      <Message
        icon={IconAlertTriangle}
        tone="bad"
        title={t.network.inspectFailed}
        text={`${error?.message ?? ''} ${error?.hint ?? ''}`}
      />
    );
  }
  return <LoadingRows label={t.network.inspectLoading} />;
}
