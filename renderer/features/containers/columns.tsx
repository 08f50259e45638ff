import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import type { Column } from '../../components/data-table/column.ts';
import { t } from '../../i18n/index.ts';
import { CreatedCell, NameCell, StatusCell } from './cells.tsx';
import { comparePorts, compareState, compareText } from './container-list.ts';
import { PortLinks } from './PortLinks.tsx';

const titles = t.containers.columns;

export const columns: readonly Column<ContainerSummary>[] = [
  {
    id: 'name',
    title: titles.name,
    width: 'minmax(8rem, 1.4fr)',
    narrowWidth: 'minmax(8rem, 1.5fr)',
    cell: (container, tabIndex) => <NameCell container={container} tabIndex={tabIndex} />,
    compare: (a, b) => compareText(a.name, b.name),
    fixed: true,
  },
  {
    id: 'image',
    title: titles.image,
    width: 'minmax(7rem, 1.45fr)',
    narrowWidth: 'minmax(6rem, 1fr)',
    cell: (container) => container.image,
    tooltip: (container) => container.image,
    compare: (a, b) => compareText(a.image, b.image),
  },
  {
    id: 'status',
    title: titles.status,
    width: 'minmax(12.5rem, 1.45fr)',
    narrowWidth: 'minmax(8rem, 1.4fr)',
    cell: (container) => <StatusCell container={container} />,
    compare: compareState,
  },
  {
    id: 'ports',
    title: titles.ports,
    width: 'minmax(6rem, 1fr)',
    narrowWidth: 'minmax(5rem, 0.8fr)',
    cell: (container, tabIndex) => <PortLinks container={container} tabIndex={tabIndex} />,
    compare: comparePorts,
  },
  {
    id: 'created',
    title: titles.created,
    width: '7.5rem',
    narrowWidth: '6.5rem',
    cell: (container) => <CreatedCell at={container.createdAt} />,
    tooltip: (container) => new Date(container.createdAt).toLocaleString(),
    compare: (a, b) => a.createdAt - b.createdAt,
    descFirst: true,
  },
];
