import { IconPlugConnected, IconPlugConnectedX } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { NetworkContainer, NetworkSummary } from '../../../shared/contract/networks.ts';
import { goTo, hrefOf } from '../../app/location.ts';
import type { BulkCommand, Command } from '../../commands/command.ts';
import cells from '../../components/data-table/cells.module.css';
import type { Column } from '../../components/data-table/column.ts';
import { compareText } from '../../components/data-table/compare-text.ts';
import { DataTable } from '../../components/data-table/DataTable.tsx';
import { NameCell } from '../../components/data-table/NameCell.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { useQuery } from '../../store/use-live.ts';
import { KnownState } from '../containers/KnownState.tsx';
import { wholeSubnet } from './columns.tsx';
import classes from './Networks.module.css';
import { disconnectFromNetwork } from './network-commands.ts';

type Member = NetworkContainer & { aliases: readonly string[] };

const BY_NAME = { column: 'container', desc: false };
const getId = ({ id }: Member) => id;
const getName = ({ name }: Member) => name;

interface NetworkMembersProps {
  network: NetworkSummary;
  exists: boolean;
  stale: boolean;
}

/** What a network is made of, and who is on it. */
export function NetworkMembers({ network, exists, stale }: NetworkMembersProps) {
  const { id, containers } = network;
  const ids = containers.map((member) => `${member.id} ${member.ipv4}`).join();
  // The list says nothing of aliases: each container is asked, again when somebody comes or goes.
  const endpoints = useQuery(
    async (client, signal) =>
      new Map(
        (await client.networks.endpoints({ id }, { signal })).map((each) => [each.containerId, each.aliases]),
      ),
    [id, ids],
  );
  const aliases = endpoints.value;
  const members = useMemo(
    () => containers.map((member) => ({ ...member, aliases: aliases?.get(member.id) ?? [] })),
    [containers, aliases],
  );
  const commands = useMemo(() => (exists ? memberCommands(network) : []), [network, exists]);
  const bulk = useMemo(() => (exists ? memberBulk(network) : []), [network, exists]);
  return (
    <>
      <Facts network={network} />
      {members.length === 0 ? (
        <Message icon={IconPlugConnected} title={t.network.emptyTitle} text={t.network.emptyText} />
      ) : (
        <DataTable
          id="network-members"
          label={t.network.table(network.name)}
          items={members}
          getId={getId}
          getName={getName}
          columns={columns}
          initialSort={BY_NAME}
          commands={commands}
          inline={commands}
          bulk={bulk}
          onOpen={(member) => goTo(['containers', member.id])}
          stale={stale}
        />
      )}
    </>
  );
}

/** "host" and "none" never let go of a container. */
function isFixed({ driver }: NetworkSummary): boolean {
  return driver === 'host' || driver === 'null';
}

function memberCommands(network: NetworkSummary): Command<Member>[] {
  if (isFixed(network)) return [];
  return [
    {
      id: 'disconnect',
      title: t.networks.disconnect,
      icon: IconPlugConnectedX,
      when: () => true,
      perform: (member, context) => disconnectFromNetwork(network, [member], context),
      key: 'Delete',
    },
  ];
}

function memberBulk(network: NetworkSummary): BulkCommand<Member>[] {
  if (isFixed(network)) return [];
  return [
    {
      id: 'disconnect',
      title: t.networks.disconnect,
      icon: IconPlugConnectedX,
      applies: () => true,
      perform: (members, context) => disconnectFromNetwork(network, members, context),
    },
  ];
}

const titles = t.network.columns;

const columns: readonly Column<Member>[] = [
  {
    id: 'container',
    title: titles.container,
    width: 'minmax(9rem, 1.4fr)',
    cell: (member, tabIndex) => (
      <NameCell
        name={member.name}
        title={`${member.name} · ${member.image}`}
        href={hrefOf(['containers', member.id])}
        tabIndex={tabIndex}
      />
    ),
    compare: (a, b) => compareText(a.name, b.name),
    fixed: true,
  },
  {
    id: 'state',
    title: titles.state,
    width: 'minmax(7rem, 0.8fr)',
    cell: ({ id, state }) => <KnownState id={id} state={state} />,
    compare: (a, b) => compareText(a.state, b.state),
  },
  address('ipv4', titles.ipv4, 'minmax(7rem, 0.9fr)'),
  { ...address('ipv6', titles.ipv6, 'minmax(6rem, 0.9fr)'), room: 'middle' },
  {
    id: 'aliases',
    title: titles.aliases,
    width: 'minmax(7rem, 1.2fr)',
    room: 'middle',
    cell: ({ aliases }) => aliases.join(', ') || <span className={cells.dim}>–</span>,
    tooltip: ({ aliases }) => aliases.join(', '),
  },
  { ...address('mac', titles.mac, 'minmax(9rem, 0.9fr)'), hiddenAtFirst: true },
];

function address(field: 'ipv4' | 'ipv6' | 'mac', title: string, width: string): Column<Member> {
  return {
    id: field,
    title,
    width,
    cell: (member) =>
      member[field] ? (
        <span className={cells.mono}>{member[field]}</span>
      ) : (
        <span className={cells.dim}>–</span>
      ),
    tooltip: (member) => member[field] ?? '',
    compare: (a, b) => compareText(a[field] ?? '', b[field] ?? ''),
  };
}

function Facts({ network }: { network: NetworkSummary }) {
  const { subnets, options, labels } = network;
  const pairs = (record: Record<string, string>) =>
    Object.entries(record).map(([name, value]) => `${name}=${value}`);
  const facts: [title: string, lines: string[]][] = [
    [t.network.subnets, subnets.map(wholeSubnet)],
    [t.network.options, pairs(options)],
    [t.network.labels, pairs(labels)],
  ];
  const known = facts.filter(([, lines]) => lines.length > 0);
  if (known.length === 0) return null;
  return (
    <dl className={classes.facts} aria-label={t.network.facts}>
      {known.map(([title, lines]) => (
        <Fact key={title} title={title} lines={lines} />
      ))}
    </dl>
  );
}

function Fact({ title, lines }: { title: string; lines: string[] }) {
  return (
    <>
      <dt>{title}</dt>
      <dd>
        {lines.map((line) => (
          <div key={line} className={cells.mono}>
            {line}
          </div>
        ))}
      </dd>
    </>
  );
}
