import { Button, SegmentedControl } from '@mantine/core';
import { IconEraser, IconPlus, IconTopologyStar3 } from '@tabler/icons-react';
import { useDeferredValue, useMemo } from 'react';
import type { NetworkSummary } from '../../../shared/contract/networks.ts';
import { goTo, usePlace } from '../../app/location.ts';
import { DataTable } from '../../components/data-table/DataTable.tsx';
import { ListPage } from '../../components/list-page/ListPage.tsx';
import { useListFilter } from '../../components/list-page/use-list-filter.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import type { LiveList } from '../../store/use-live.ts';
import { networkColumns } from './columns.tsx';
import { NetworkMap } from './map/NetworkMap.tsx';
import { connectToNetwork, networkBulkCommands, networkCommands } from './network-commands.ts';
import { openNetworkDialog } from './network-dialogs.ts';
import { filterNetworks, isUnused } from './network-list.ts';

const BY_NAME = { column: 'name', desc: false };
const INLINE = [connectToNetwork];
const getId = ({ id }: NetworkSummary) => id;
const getName = ({ name }: NetworkSummary) => name;

export function NetworksPage({ list }: { list: LiveList<NetworkSummary> }) {
  const { items, status } = list;
  const connected = usePier((state) => state.connection.kind === 'open');
  const filter = useListFilter('networks', ['all']);
  const text = useDeferredValue(filter.text);
  const shown = useMemo(() => filterNetworks(items, text), [items, text]);
  const { query } = usePlace();
  const view = query.get('view') === 'map' ? 'map' : 'list';
  const unused = items.filter(isUnused).length;
  return (
    <ListPage
      list={list}
      total={items.length}
      shown={shown.length}
      filter={filter}
      texts={t.networks}
      counts={t.networks.counts(items.length, unused)}
      narrow={
        <SegmentedControl
          aria-label={t.networks.view}
          value={view}
          onChange={(value) =>
            goTo(
              ['networks'],
              { ...Object.fromEntries(query), view: value === 'map' ? 'map' : undefined },
              { replace: true },
            )
          }
          data={[
            { value: 'list', label: t.networks.list },
            { value: 'map', label: t.networks.map },
          ]}
        />
      }
      tools={
        <Button
          variant="default"
          leftSection={<IconEraser size={16} />}
          onClick={() => openNetworkDialog({ pruning: true })}
        >
          {t.networks.prune}
        </Button>
      }
      actions={
        <Button leftSection={<IconPlus size={16} />} onClick={() => openNetworkDialog({ creating: true })}>
          {t.networks.create}
        </Button>
      }
      emptyIcon={IconTopologyStar3}
    >
      {view === 'map' ? (
        <NetworkMap networks={shown} />
      ) : (
        <DataTable
          id="networks"
          label={t.networks.table}
          items={shown}
          getId={getId}
          getName={getName}
          columns={networkColumns}
          initialSort={BY_NAME}
          commands={networkCommands}
          inline={INLINE}
          bulk={networkBulkCommands}
          onOpen={({ id }) => goTo(['networks', id])}
          stale={status !== 'live' || !connected}
        />
      )}
    </ListPage>
  );
}
