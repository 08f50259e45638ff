import { IconBox } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import { goTo } from '../../app/location.ts';
import { containerCommands } from '../../commands/container-commands.ts';
import { DataTable } from '../../components/data-table/DataTable.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { containerColumns } from '../containers/columns.tsx';
import classes from './ImagePage.module.css';

/** What the list of containers tells, without the image, and without what is measured. */
const COLUMNS = containerColumns({}).filter(({ id }) => ['name', 'status', 'ports', 'created'].includes(id));
const NEWEST_FIRST = { column: 'created', desc: true };
const getId = ({ id }: ContainerSummary) => id;
const getName = ({ name }: ContainerSummary) => name;
const usePending = ({ id }: ContainerSummary) => usePier((state) => state.actions.pending[id]);
const open = ({ id }: ContainerSummary) => goTo(['containers', id]);

/** The containers that are made of an image, as they are now. */
export function UsedByTab({ usedBy }: { usedBy: readonly string[] }) {
  const byId = usePier((state) => state.containers.byId);
  const containers = useMemo(() => usedBy.flatMap((id) => byId[id] ?? []), [usedBy, byId]);
  if (usedBy.length === 0) {
    return <Message icon={IconBox} title={t.image.usedBy.none} text={t.image.usedBy.noneText} />;
  }
  return (
    <div className={classes.list}>
      <DataTable
        id="image-users"
        label={t.image.usedBy.list}
        items={containers}
        getId={getId}
        getName={getName}
        columns={COLUMNS}
        initialSort={NEWEST_FIRST}
        commands={containerCommands}
        usePending={usePending}
        onOpen={open}
      />
    </div>
  );
}
