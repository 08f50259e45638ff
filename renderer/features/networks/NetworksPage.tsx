import { Button, SegmentedControl } from '@mantine/core';
import { IconPlus, IconTopologyStar3 } from '@tabler/icons-react';
import { useDeferredValue, useMemo, useState } from 'react';
import type { NetworkSummary } from '../../../shared/contract/networks.ts';
import { goTo, usePlace } from '../../app/location.ts';
import { DataTable } from '../../components/data-table/DataTable.tsx';
import { ListBody } from '../../components/list-page/ListBody.tsx';
import { ListToolbar } from '../../components/list-page/ListToolbar.tsx';
import { Message } from '../../components/Message.tsx';
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
  const { items, status, error } = list;
  const connected = usePier((state) => state.connection.kind === 'open');
  const [text, setText] = useState('');
  const filterText = useDeferredValue(text);
  const shown = useMemo(() => filterNetworks(items, filterText), [items, filterText]);
  const view = usePlace().query.get('view') === 'map' ? 'map' : 'list';
  const unused = items.filter(isUnused).length;
  return (
    <>
      <ListToolbar
        text={text}
        onText={setText}
        label={t.networks.filter}
        counts={
          items.length === 0
            ? ''
            : shown.length === items.length
              ? t.networks.counts(items.length, unused)
              : t.networks.matches(shown.length, items.length)
        }
        narrow={
          <SegmentedControl
            aria-label={t.networks.view}
            value={view}
            onChange={(value) =>
              goTo(['networks'], { view: value === 'map' ? 'map' : undefined }, { replace: true })
            }
            data={[
              { value: 'list', label: t.networks.list },
              { value: 'map', label: t.networks.map },
            ]}
          />
        }
      >
        <Button variant="default" onClick={() => openNetworkDialog({ pruning: true })}>
          {t.networks.prune}
        </Button>
        <Button leftSection={<IconPlus size={16} />} onClick={() => openNetworkDialog({ creating: true })}>
          {t.networks.create}
        </Button>
      </ListToolbar>
      <ListBody
        status={status}
        error={error}
        total={items.length}
        shown={shown.length}
        texts={t.networks}
        empty={
          <Message
            icon={IconTopologyStar3}
            title={t.networks.emptyTitle}
            text={t.networks.emptyText}
            actions={
              <Button onClick={() => openNetworkDialog({ creating: true })}>{t.networks.create}</Button>
            }
          />
        }
        onClearFilter={() => setText('')}
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
      </ListBody>
    </>
  );
}
