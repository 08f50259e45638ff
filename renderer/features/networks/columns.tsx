import { Tooltip } from '@mantine/core';
import type { NetworkSummary } from '../../../shared/contract/networks.ts';
import { hrefOf } from '../../app/location.ts';
import type { Column } from '../../components/data-table/column.ts';
import { t } from '../../i18n/index.ts';
import { CreatedCell } from '../containers/cells.tsx';
import { compareText } from '../containers/container-list.ts';
import classes from './Networks.module.css';
import { COMPOSE_PROJECT, compareNetworks, isUnused, subnetText } from './network-list.ts';

const titles = t.networks.columns;

export const networkColumns: readonly Column<NetworkSummary>[] = [
  {
    id: 'name',
    title: titles.name,
    width: 'minmax(10rem, 1.5fr)',
    narrowWidth: 'minmax(7rem, 1.5fr)',
    cell: (network, tabIndex) => <NameCell network={network} tabIndex={tabIndex} />,
    compare: compareNetworks,
    fixed: true,
  },
  {
    id: 'driver',
    title: titles.driver,
    width: 'minmax(5rem, 0.6fr)',
    narrowWidth: '4rem',
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
        <span className={classes.mono}>{subnetText(network)}</span>
      ) : (
        <span className={classes.dim}>–</span>
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

function NameCell({ network, tabIndex }: { network: NetworkSummary; tabIndex: number }) {
  const project = network.labels[COMPOSE_PROJECT];
  return (
    <span className={classes.names}>
      <a
        className={classes.name}
        title={network.name}
        tabIndex={tabIndex}
        href={hrefOf(['networks', network.id])}
      >
        {network.name}
      </a>
      <span className={classes.id}>
        {network.id.slice(0, 12)}
        {project && ` · ${t.networks.project(project)}`}
      </span>
    </span>
  );
}

const NAMES_SHOWN = 3;

function ContainersCell({ network }: { network: NetworkSummary }) {
  const { containers } = network;
  if (isUnused(network)) return <span className={classes.badge}>{t.networks.unused}</span>;
  if (containers.length === 0) return <span className={classes.dim}>–</span>;
  const names = containers.slice(0, NAMES_SHOWN).map(({ name }) => name);
  return (
    <>
      <span className={classes.number}>{containers.length}</span>{' '}
      <span className={classes.dim}>
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
      {predefined && <span className={classes.badge}>{t.networks.predefined}</span>}
      {internal && (
        <Tooltip label={t.networks.internalTip}>
          <span className={classes.badge} data-tone="warn">
            {t.networks.internal}
          </span>
        </Tooltip>
      )}
      {attachable && (
        <Tooltip label={t.networks.attachableTip}>
          <span className={classes.badge}>{t.networks.attachable}</span>
        </Tooltip>
      )}
      {ipv6 && <span className={classes.badge}>{t.networks.ipv6}</span>}
    </span>
  );
}
