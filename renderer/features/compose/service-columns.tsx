import { shownPorts } from '../../../shared/model/port-links.ts';
import { hrefOf } from '../../app/location.ts';
import { Dot } from '../../components/Badge.tsx';
import cells from '../../components/data-table/cells.module.css';
import type { Column } from '../../components/data-table/column.ts';
import { compareText } from '../../components/data-table/compare-text.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { PortLinks } from '../containers/PortLinks.tsx';
import classes from './Compose.module.css';
import { ServiceDriftBadges } from './DriftBadge.tsx';
import { containerTone, runningOf, shortName } from './project-state.ts';
import type { ServiceItem } from './service-commands.ts';

const titles = t.composeService.columns;
const none = <span className={cells.dim}>–</span>;
const imageOf = ({ onEngine, inFile }: ServiceItem) => inFile?.image ?? onEngine?.containers[0]?.image ?? '';
const portsOf = ({ onEngine }: ServiceItem) => onEngine?.containers.flatMap(({ ports }) => ports) ?? [];
const driftOrder = ({ drift }: ServiceItem) =>
  drift === undefined ? '' : drift.state === 'same' ? 'z' : drift.state;

export const serviceColumns: readonly Column<ServiceItem>[] = [
  {
    id: 'name',
    title: titles.name,
    width: 'minmax(6rem, 0.8fr)',
    narrowWidth: 'minmax(4.5rem, 0.8fr)',
    cell: ({ name }) => <span className={cells.name}>{name}</span>,
    tooltip: ({ name }) => name,
    compare: (a, b) => compareText(a.name, b.name),
    fixed: true,
  },
  {
    id: 'replicas',
    title: titles.replicas,
    width: '4.5rem',
    narrowWidth: '3.75rem',
    cell: ({ onEngine }) =>
      onEngine && onEngine.containers.length > 0
        ? t.composeService.ofReplicas(runningOf(onEngine), onEngine.containers.length)
        : none,
    compare: (a, b) => (a.onEngine ? runningOf(a.onEngine) : 0) - (b.onEngine ? runningOf(b.onEngine) : 0),
    descFirst: true,
  },
  {
    id: 'containers',
    title: titles.containers,
    width: 'minmax(8rem, 1.2fr)',
    narrowWidth: 'minmax(5rem, 1fr)',
    cell: (item, tabIndex) => <Members item={item} tabIndex={tabIndex} />,
  },
  {
    id: 'drift',
    title: titles.drift,
    width: 'minmax(10rem, 1fr)',
    narrowWidth: 'minmax(8.75rem, 0.9fr)',
    cell: ({ drift, ...item }) =>
      drift === undefined ? none : <ServiceDriftBadges service={{ ...item, drift }} />,
    compare: (a, b) => compareText(driftOrder(a), driftOrder(b)),
  },
  {
    id: 'image',
    title: titles.image,
    width: 'minmax(6rem, 1fr)',
    narrowWidth: 'minmax(3.5rem, 0.7fr)',
    room: 'middle',
    cell: (item) => imageOf(item),
    tooltip: imageOf,
    compare: (a, b) => compareText(imageOf(a), imageOf(b)),
  },
  {
    id: 'ports',
    title: titles.ports,
    width: 'minmax(6.5rem, 0.7fr)',
    narrowWidth: 'minmax(4.75rem, 0.5fr)',
    cell: (item, tabIndex) => <Ports item={item} tabIndex={tabIndex} />,
    tooltip: (item) =>
      shownPorts(portsOf(item))
        .map(({ text }) => text)
        .join(', '),
  },
];

const SHOWN = 3;

/** The containers of a service as links, each with the colour of its state. */
function Members({ item: { onEngine, project }, tabIndex }: { item: ServiceItem; tabIndex: number }) {
  const containers = onEngine?.containers ?? [];
  if (containers.length === 0) return none;
  return (
    <span className={classes.members}>
      {containers.slice(0, SHOWN).map((container) => (
        <a
          key={container.id}
          className={classes.member}
          tabIndex={tabIndex}
          href={hrefOf(['containers', container.id])}
          title={`${container.name}: ${t.containers.states[container.state]}`}
        >
          <Dot tone={containerTone(container)} />
          <span>{shortName(container, project)}</span>
        </a>
      ))}
      {containers.length > SHOWN && (
        <span className={cells.dim}>{t.composeService.moreContainers(containers.length - SHOWN)}</span>
      )}
    </span>
  );
}

/** Those of its first container that has some: the others of a service have the same inside. */
function Ports({ item, tabIndex }: { item: ServiceItem; tabIndex: number }) {
  const withPorts = item.onEngine?.containers.filter(({ ports }) => ports.length > 0) ?? [];
  const container = usePier((state) => state.containers.byId[withPorts[0]?.id ?? '']);
  if (!container) return null;
  return (
    <span className={classes.members}>
      <PortLinks container={container} tabIndex={tabIndex} />
      {withPorts.length > 1 && (
        <span className={cells.dim}>{t.composeService.moreContainers(withPorts.length - 1)}</span>
      )}
    </span>
  );
}
