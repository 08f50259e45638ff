import { useMemo, useRef, useState } from 'react';
import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import type { CurrentStats } from '../../../shared/contract/stats.ts';
import { containerBulkCommands } from '../../commands/container-bulk.ts';
import {
  containerCommands,
  restartContainer,
  showLogs,
  startContainer,
  stopContainer,
} from '../../commands/container-commands.ts';
import type { RowGroup, Sort } from '../../components/data-table/arrange-rows.ts';
import { DataTable } from '../../components/data-table/DataTable.tsx';
import { t } from '../../i18n/index.ts';
import { updateView, usePier } from '../../store/store.ts';
import classes from './ContainersTable.module.css';
import { containerColumns, isUse } from './columns.tsx';
import { canBeMeasured } from './container-list.ts';
import { ProjectRow, projectOf } from './ProjectRow.tsx';
import { StatsSurvey } from './StatsSurvey.tsx';
import { StatsInSight } from './stats-in-sight.tsx';

/** The commands with a button of their own in each row. */
const INLINE = [startContainer, stopContainer, restartContainer, showLogs];
const NOTHING: Readonly<Record<string, CurrentStats>> = {};
const NEWEST_FIRST = { column: 'created', desc: true };
const getId = (container: ContainerSummary) => container.id;
const getName = (container: ContainerSummary) => container.name;
const usePending = ({ id }: ContainerSummary) => usePier((state) => state.actions.pending[id]);
const openLogs = ({ id, name }: ContainerSummary) => updateView({ logsOf: { id, name }, selected: id });

const renderProject = ({ key }: RowGroup, _items: readonly ContainerSummary[], tabIndex: number) => (
  <ProjectRow project={key} tabIndex={tabIndex} />
);

export function ContainersTable({ containers }: { containers: ContainerSummary[] }) {
  const selected = usePier((state) => state.view.selected);
  const stale = usePier((state) => state.containers.status !== 'live' || state.connection.kind !== 'open');
  const [sort, setSort] = useState<Sort>(NEWEST_FIRST);
  const [samples, setSamples] = useState<Readonly<Record<string, CurrentStats>>>(NOTHING);
  const table = useRef<HTMLDivElement>(null);
  const surveyed = isUse(sort.column) && canBeMeasured(containers);
  const known = surveyed ? samples : NOTHING;
  const columns = useMemo(() => containerColumns(known), [known]);
  return (
    <StatsInSight>
      {surveyed && <StatsSurvey table={table} onSamples={setSamples} />}
      <div ref={table} className={classes.table}>
        <DataTable
          id="containers"
          label={t.containers.table}
          items={containers}
          getId={getId}
          getName={getName}
          columns={columns}
          initialSort={NEWEST_FIRST}
          commands={containerCommands}
          inline={INLINE}
          usePending={usePending}
          onOpen={openLogs}
          currentId={selected}
          stale={stale}
          bulk={containerBulkCommands}
          groupOf={projectOf}
          renderGroup={renderProject}
          onSort={setSort}
          sorting={surveyed && samples === NOTHING}
        />
      </div>
    </StatsInSight>
  );
}
