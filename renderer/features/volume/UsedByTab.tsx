import { IconPlugConnectedX } from '@tabler/icons-react';
import type { VolumeUser } from '../../../shared/contract/volumes.ts';
import { goTo, hrefOf } from '../../app/location.ts';
import type { Column } from '../../components/data-table/column.ts';
import { compareText } from '../../components/data-table/compare-text.ts';
import { DataTable } from '../../components/data-table/DataTable.tsx';
import { NameCell } from '../../components/data-table/NameCell.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { KnownState } from '../containers/KnownState.tsx';
import classes from '../volumes/Volumes.module.css';
import type { VolumeTabProps } from './VolumePage.tsx';

const BY_NAME = { column: 'name', desc: false };
const getId = (user: VolumeUser) => `${user.id} ${user.path}`;
const getName = (user: VolumeUser) => user.name;
const open = (user: VolumeUser) => goTo(['containers', user.id]);

const columns: readonly Column<VolumeUser>[] = [
  {
    id: 'name',
    title: t.volume.container,
    width: 'minmax(9rem, 1fr)',
    cell: (user, tabIndex) => (
      <NameCell name={user.name} href={hrefOf(['containers', user.id])} tabIndex={tabIndex} />
    ),
    compare: (a, b) => compareText(a.name, b.name),
    fixed: true,
  },
  {
    id: 'state',
    title: t.containers.columns.status,
    width: 'minmax(7rem, 0.8fr)',
    cell: ({ id, state }) => <KnownState id={id} state={state} />,
    compare: (a, b) => a.state.localeCompare(b.state),
  },
  {
    id: 'path',
    title: t.volume.mountedAt,
    width: 'minmax(9rem, 1.4fr)',
    cell: (user) => user.path,
    tooltip: (user) => user.path,
    compare: (a, b) => a.path.localeCompare(b.path),
  },
  {
    id: 'access',
    title: t.volume.access,
    width: '9rem',
    narrowWidth: '6.5rem',
    cell: (user) => (user.readOnly ? t.volume.readOnly : t.volume.readWrite),
  },
];

/** The containers that have it mounted, running or not. */
export function UsedByTab({ volume }: VolumeTabProps) {
  if (volume.usedBy.length === 0) {
    return <Message icon={IconPlugConnectedX} title={t.volume.unusedTitle} text={t.volume.unusedText} />;
  }
  return (
    <div className={classes.tab}>
      <DataTable
        id="volume-users"
        label={t.volume.usedTitle}
        items={volume.usedBy}
        getId={getId}
        getName={getName}
        columns={columns}
        initialSort={BY_NAME}
        onOpen={open}
      />
    </div>
  );
}
