import type { VolumeSummary } from '../../../shared/contract/volumes.ts';
import { hrefOf } from '../../app/location.ts';
import { BadgeLink } from '../../components/Badge.tsx';
import { CreatedCell } from '../../components/data-table/CreatedCell.tsx';
import cells from '../../components/data-table/cells.module.css';
import type { Column } from '../../components/data-table/column.ts';
import { compareText } from '../../components/data-table/compare-text.ts';
import { NameCell } from '../../components/data-table/NameCell.tsx';
import { formatBytes } from '../../components/format-bytes.ts';
import { t } from '../../i18n/index.ts';
import type { Sizes } from './use-volumes.ts';
import classes from './Volumes.module.css';
import { shortName } from './volume-list.ts';

const titles = t.volumes.columns;
/** More do not fit beside each other. */
const USERS_SHOWN = 2;

export function volumeColumns({ bytes, measuring }: Sizes): Column<VolumeSummary>[] {
  const sizeOf = (volume: VolumeSummary) => bytes.get(volume.name);
  return [
    {
      id: 'name',
      title: titles.name,
      width: 'minmax(10rem, 2fr)',
      narrowWidth: 'minmax(8rem, 2fr)',
      cell: (volume, tabIndex) => <VolumeNameCell volume={volume} tabIndex={tabIndex} />,
      compare: (a, b) => compareText(a.name, b.name),
      fixed: true,
    },
    {
      id: 'size',
      title: titles.size,
      width: '6.5rem',
      narrowWidth: '5rem',
      cell: (volume) => <SizeText bytes={sizeOf(volume)} measuring={measuring} />,
      compare: (a, b) => (sizeOf(a) ?? -1) - (sizeOf(b) ?? -1),
      descFirst: true,
    },
    {
      id: 'usedBy',
      title: titles.usedBy,
      width: 'minmax(9rem, 1.6fr)',
      narrowWidth: 'minmax(7rem, 1.6fr)',
      cell: (volume, tabIndex) => <UsersCell volume={volume} tabIndex={tabIndex} />,
      tooltip: ({ usedBy }) => usedBy.map(({ name }) => name).join(', '),
      compare: (a, b) => a.usedBy.length - b.usedBy.length,
      descFirst: true,
    },
    {
      id: 'driver',
      title: titles.driver,
      width: 'minmax(4.5rem, 0.6fr)',
      room: 'middle',
      cell: ({ driver }) => driver,
      tooltip: ({ driver }) => driver,
      compare: (a, b) => compareText(a.driver, b.driver),
    },
    {
      id: 'created',
      title: titles.created,
      width: '7.5rem',
      narrowWidth: '6.5rem',
      cell: ({ createdAt }) => (createdAt === undefined ? '' : <CreatedCell at={createdAt} />),
      tooltip: ({ createdAt }) => (createdAt === undefined ? '' : new Date(createdAt).toLocaleString()),
      compare: (a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0),
      descFirst: true,
    },
  ];
}

export function SizeText({ bytes, measuring }: { bytes: number | undefined; measuring: boolean }) {
  if (bytes !== undefined) return formatBytes(bytes);
  return <span className={cells.dim}>{measuring ? t.volumes.measuring : t.volumes.unknownSize}</span>;
}

function VolumeNameCell({ volume, tabIndex }: { volume: VolumeSummary; tabIndex: number }) {
  const project = volume.labels['com.docker.compose.project'];
  return (
    <NameCell
      name={shortName(volume)}
      title={volume.name}
      href={hrefOf(['volumes', volume.name])}
      tabIndex={tabIndex}
      below={volume.anonymous ? t.volumes.anonymous : project}
    />
  );
}

function UsersCell({ volume, tabIndex }: { volume: VolumeSummary; tabIndex: number }) {
  const { usedBy } = volume;
  if (usedBy.length === 0) return <span className={cells.dim}>{t.volumes.unused}</span>;
  const rest = usedBy.length - USERS_SHOWN;
  return (
    <span className={classes.users}>
      {usedBy.slice(0, USERS_SHOWN).map((user) => (
        <BadgeLink
          key={`${user.id} ${user.path}`}
          tone={user.state === 'running' ? 'ok' : 'idle'}
          tabIndex={tabIndex}
          href={hrefOf(['containers', user.id])}
        >
          {user.name}
        </BadgeLink>
      ))}
      {rest > 0 && <span className={cells.dim}>{t.volumes.more(rest)}</span>}
    </span>
  );
}
