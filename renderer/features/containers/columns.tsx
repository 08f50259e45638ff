import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import type { CurrentStats } from '../../../shared/contract/stats.ts';
import { CreatedCell } from '../../components/data-table/CreatedCell.tsx';
import type { Column } from '../../components/data-table/column.ts';
import { compareText } from '../../components/data-table/compare-text.ts';
import { t } from '../../i18n/index.ts';
import { ContainerNameCell, StatusCell } from './cells.tsx';
import { comparePorts, compareState } from './container-list.ts';
import { PortLinks } from './PortLinks.tsx';
import { CpuCell, MemoryCell } from './UsageCells.tsx';

const titles = t.containers.columns;

type Samples = Readonly<Record<string, CurrentStats>>;

const base: readonly Column<ContainerSummary>[] = [
  {
    id: 'name',
    title: titles.name,
    width: 'minmax(7.5rem, 1.3fr)',
    narrowWidth: 'minmax(6.75rem, 1.3fr)',
    cell: (container, tabIndex) => <ContainerNameCell container={container} tabIndex={tabIndex} />,
    compare: (a, b) => compareText(a.name, b.name),
    fixed: true,
  },
  {
    id: 'image',
    title: titles.image,
    width: 'minmax(6rem, 1.35fr)',
    narrowWidth: 'minmax(3.5rem, 1fr)',
    room: 'middle',
    cell: (container) => container.image,
    tooltip: (container) => container.image,
    compare: (a, b) => compareText(a.image, b.image),
  },
  {
    id: 'status',
    title: titles.status,
    width: 'minmax(10rem, 1.8fr)',
    narrowWidth: 'minmax(6.75rem, 1.2fr)',
    cell: (container) => <StatusCell container={container} />,
    compare: compareState,
  },
  {
    id: 'ports',
    title: titles.ports,
    width: 'minmax(5rem, 1fr)',
    narrowWidth: 'minmax(6.25rem, 0.9fr)',
    cell: (container, tabIndex) => <PortLinks container={container} tabIndex={tabIndex} />,
    compare: comparePorts,
  },
  {
    id: 'cpu',
    title: titles.cpu,
    width: '4rem',
    narrowWidth: '3.25rem',
    cell: (container) => <CpuCell container={container} />,
    align: 'end',
    descFirst: true,
  },
  {
    id: 'memory',
    title: titles.memory,
    width: '4.5rem',
    narrowWidth: '4.25rem',
    cell: (container) => <MemoryCell container={container} />,
    align: 'end',
    descFirst: true,
  },
  {
    id: 'created',
    title: titles.created,
    width: '6.75rem',
    room: 'wide',
    cell: (container) => <CreatedCell at={container.createdAt} />,
    tooltip: (container) => new Date(container.createdAt).toLocaleString(),
    compare: (a, b) => a.createdAt - b.createdAt,
    descFirst: true,
  },
];

/** What the list is sorted by when a person sorts it by use. */
const USES = { cpu: 'cpuPercent', memory: 'memoryBytes' } as const;

export function isUse(column: string): column is keyof typeof USES {
  return Object.hasOwn(USES, column);
}

/** @param samples of all running containers, where they are measured: those without one use less than any other */
export function containerColumns(samples: Samples): readonly Column<ContainerSummary>[] {
  return base.map((column) => {
    if (!isUse(column.id)) return column;
    const field = USES[column.id];
    const use = ({ id }: ContainerSummary) => samples[id]?.[field] ?? -1;
    return { ...column, compare: (a, b) => use(a) - use(b) };
  });
}
