import type { ComposeProject } from '../../../shared/contract/compose.ts';
import { hrefOf } from '../../app/location.ts';
import cells from '../../components/data-table/cells.module.css';
import type { Column } from '../../components/data-table/column.ts';
import { compareText } from '../../components/data-table/compare-text.ts';
import { NameCell } from '../../components/data-table/NameCell.tsx';
import { t } from '../../i18n/index.ts';
import classes from './Compose.module.css';
import { ProjectDrift } from './DriftBadge.tsx';
import { ProjectBadge } from './ProjectBadge.tsx';
import { containersOf, countRunning } from './project-state.ts';

const titles = t.compose.columns;

export const projectColumns: readonly Column<ComposeProject>[] = [
  {
    id: 'name',
    title: titles.name,
    width: 'minmax(8rem, 1fr)',
    narrowWidth: 'minmax(5rem, 1fr)',
    cell: ({ name }, tabIndex) => (
      <NameCell name={name} href={hrefOf(['compose', name])} tabIndex={tabIndex} />
    ),
    compare: (a, b) => compareText(a.name, b.name),
    fixed: true,
  },
  {
    id: 'status',
    title: titles.status,
    width: '10.5rem',
    narrowWidth: '8.25rem',
    cell: (project) => <ProjectBadge project={project} />,
    compare: (a, b) => countRunning(containersOf(a)) - countRunning(containersOf(b)),
    descFirst: true,
  },
  {
    id: 'services',
    title: titles.services,
    width: 'minmax(7rem, 1fr)',
    narrowWidth: 'minmax(4rem, 0.6fr)',
    room: 'middle',
    cell: ({ services }) => (
      <>
        {services.length} <span className={cells.dim}>{services.map(({ name }) => name).join(', ')}</span>
      </>
    ),
    tooltip: ({ services }) => services.map(({ name }) => name).join(', '),
    compare: (a, b) => a.services.length - b.services.length,
  },
  {
    id: 'drift',
    title: titles.drift,
    width: '10rem',
    narrowWidth: '8.5rem',
    cell: (project) => <ProjectDrift project={project} />,
  },
  {
    id: 'file',
    title: titles.file,
    width: 'minmax(8rem, 1.6fr)',
    narrowWidth: 'minmax(4rem, 1fr)',
    cell: ({ configFiles: [first, ...more] }) =>
      first === undefined ? (
        <span className={cells.dim}>{t.compose.unknownFile}</span>
      ) : (
        <span className={`${cells.mono} ${classes.path}`}>
          {/* Isolated: a path that begins with "/" stays one though it is cut at its beginning. */}
          <bdi>{more.length > 0 ? `${first} (+${more.length})` : first}</bdi>
        </span>
      ),
    tooltip: ({ configFiles }) => configFiles.join('\n'),
    compare: (a, b) => compareText(a.configFiles[0] ?? '', b.configFiles[0] ?? ''),
  },
];
