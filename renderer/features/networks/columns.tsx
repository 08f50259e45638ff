import { Tooltip } from '@mantine/core';
import type { NetworkSummary } from '../../../shared/contract/networks.ts';
import { hrefOf } from '../../app/location.ts';
import { Badge } from '../../components/Badge.tsx';
import { CreatedCell } from '../../components/data-table/CreatedCell.tsx';
import cells from '../../components/data-table/cells.module.css';
import type { Column } from '../../components/data-table/column.ts';
import { compareText } from '../../components/data-table/compare-text.ts';
import { NameCell } from '../../components/data-table/NameCell.tsx';
import { t } from '../../i18n/index.ts';
import classes from './Networks.module.css';
import { COMPOSE_PROJECT, compareNetworks, isUnused, subnetText } from './network-list.ts';

const titles = t.networks.columns;

export const networkColumns: readonly Column<NetworkSummary>[] = [
  {
    id: 'name',
    title: titles.name,
    width: 'minmax(10rem, 1.5fr)',
    narrowWidth: 'minmax(7rem, 1.5fr)',
    cell: (network, tabIndex) => <NetworkNameCell network={network} tabIndex={tabIndex} />,
    compare: compareNetworks,
    fixed: true,
  },
  {
    id: 'driver',
    title: titles.driver,
    width: 'minmax(5rem, 0.6fr)',
    narrowWidth: '4rem',
    room: 'middle',
    cell: ({ driver, scope }) => (scope === 'local' ? driver : `${driver} (${scope})`),
    compare: (a, b) => compareText(a.driver, b.driver),
  },
  {
    id: 'subnets',
    title: titles.subnets,
    width: 'minmax(8rem, 1.2fr)',
    narrowWidth: 'minmax(6.75rem, 1fr)',
    cell: (network) =>
      network.subnets.length > 0 ? (
        <span className={cells.mono}>{subnetText(network)}</span>
      ) : (
        <span className={cells.dim}>–</span>
      ),
    tooltip: (network) => network.subnets.map(wholeSubnet).join('\n'),
    compare: (a, b) => compareText(subnetText(a), subnetText(b)),
  },
  {
    id: 'containers',
    title: titles.containers,
    width: 'minmax(7rem, 1.2fr)',
    narrowWidth: 'minmax(4.75rem, 0.8fr)',
    cell: (network) => <ContainersCell network={network} />,
    tooltip: ({ containers }) => containers.map(({ name }) => name).join(', '),
    compare: (a, b) => a.containers.length - b.containers.length,
    descFirst: true,
  },
  {
    id: 'features',
    title: titles.features,
    width: 'minmax(9rem, 1fr)',
    narrowWidth: 'minmax(4.5rem, 0.8fr)',
    room: 'middle',
    cell: (network) => <Features network={network} />,
  },
  {
    id: 'created',
    title: titles.created,
    width: '7.5rem',
    narrowWidth: '6.25rem',
    cell: ({ createdAt }) => (createdAt === undefined ? '' : <CreatedCell at={createdAt} />),
    tooltip: ({ createdAt }) => (createdAt === undefined ? '' : new Date(createdAt).toLocaleString()),
    compare: (a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0),
    descFirst: true,
  },
];

/** "172.20.0.0/16, gateway 172.20.0.1". */
export function wholeSubnet({ subnet, gateway, ipRange }: NetworkSummary['subnets'][number]): string {
  return [subnet, gateway && t.networks.gateway(gateway), ipRange && t.networks.ipRange(ipRange)]
    .filter(Boolean)
    .join(', ');
}

function NetworkNameCell({ network, tabIndex }: { network: NetworkSummary; tabIndex: number }) {
  const project = network.labels[COMPOSE_PROJECT];
  return (
    <NameCell
      name={network.name}
      href={hrefOf(['networks', network.id])}
      tabIndex={tabIndex}
      below={`${network.id.slice(0, 12)}${project ? ` · ${t.networks.project(project)}` : ''}`}
      mono
    />
  );
}

const NAMES_SHOWN = 3;

function ContainersCell({ network }: { network: NetworkSummary }) {
  const { containers } = network;
  if (isUnused(network)) return <Badge small>{t.networks.unused}</Badge>;
  if (containers.length === 0) return <span className={cells.dim}>–</span>;
  const names = containers.slice(0, NAMES_SHOWN).map(({ name }) => name);
  return (
    <>
      <span className={cells.number}>{containers.length}</span>{' '}
      <span className={cells.dim}>
        {names.join(', ')}
        {containers.length > NAMES_SHOWN && '…'}
      </span>
    </>
  );
}

/** What is special about a network. */
export function Features({ network }: { network: NetworkSummary }) {
  const { predefined, internal, attachable, ipv6 } = network;
  return (
    <span className={classes.features}>
      {predefined && <Badge small>{t.networks.predefined}</Badge>}
      {internal && (
        <Tooltip label={t.networks.internalTip}>
          <Badge tone="warn" small>
            {t.networks.internal}
          </Badge>
        </Tooltip>
      )}
      {attachable && (
        <Tooltip label={t.networks.attachableTip}>
          <Badge small>{t.networks.attachable}</Badge>
        </Tooltip>
      )}
      {ipv6 && <Badge small>{t.networks.ipv6}</Badge>}
    </span>
  );
}
