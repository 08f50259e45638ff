import { Button } from '@mantine/core';
import { IconAlertTriangle, IconFilterOff, IconHistory } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import type { Extension, ExtensionRun } from '../../../../shared/contract/extensions.ts';
import { Badge } from '../../../components/Badge.tsx';
import { CreatedCell } from '../../../components/data-table/CreatedCell.tsx';
import type { Column } from '../../../components/data-table/column.ts';
import { DataTable } from '../../../components/data-table/DataTable.tsx';
import { formatStepTime } from '../../../components/format-duration.ts';
import { LoadingRows } from '../../../components/LoadingRows.tsx';
import { ListToolbar } from '../../../components/list-page/ListToolbar.tsx';
import { ShowFilter } from '../../../components/list-page/ShowFilter.tsx';
import { useListFilter } from '../../../components/list-page/use-list-filter.ts';
import { Message } from '../../../components/Message.tsx';
import { t } from '../../../i18n/index.ts';
import { useLive } from '../../../store/use-live.ts';
import classes from './Details.module.css';
import { findRuns, RUN_SHOWS, type RunRow, toRunRows } from './run-rows.ts';

const NEWEST_FIRST = { column: 'at', desc: true };
const texts = t.extensionActivity;

/** What an extension had run. */
export function ActivityTab({ extension: { id } }: { extension: Extension }) {
  const { value, status, error } = useLive(
    (client, signal) => client.extensions.log({ id }, { signal }),
    [id],
  );
  const filter = useListFilter('extensions', RUN_SHOWS, 'where');
  const field = useRef<HTMLInputElement>(null);
  const rows = useMemo(() => toRunRows(value?.entries ?? []), [value]);
  const shown = useMemo(() => findRuns(rows, filter), [rows, filter]);
  if (!value) {
    return status === 'failed' ? (
      <Message
        icon={IconAlertTriangle}
        tone="bad"
        title={texts.failed}
        text={`${error?.message ?? ''} ${error?.hint ?? ''}`.trim()}
      />
    ) : (
      <LoadingRows label={texts.loading} />
    );
  }
  if (rows.length === 0)
    return <Message icon={IconHistory} title={texts.emptyTitle} text={texts.emptyText} />;
  return (
    <div className={classes.activity}>
      <ListToolbar
        field={field}
        text={filter.text}
        onText={filter.setText}
        label={texts.filter}
        counts={
          shown.length === rows.length
            ? texts.counts(rows.length)
            : t.table.matches(shown.length, rows.length)
        }
        narrow={
          <ShowFilter
            filter={filter}
            shows={RUN_SHOWS}
            labels={{
              all: texts.all,
              docker: texts.docker,
              container: texts.container,
              host: texts.host,
              refused: texts.refusedOnly,
            }}
          />
        }
      />
      {shown.length > 0 ? (
        <DataTable
          id="extension-runs"
          label={texts.list}
          items={shown}
          getId={(row) => row.id}
          getName={(row) => row.command}
          columns={columns}
          initialSort={NEWEST_FIRST}
          stale={status !== 'live'}
        />
      ) : (
        <Message
          icon={IconFilterOff}
          title={t.table.noMatchTitle}
          text={texts.noMatch}
          actions={
            <Button variant="default" onClick={filter.clear}>
              {t.table.clearFilter}
            </Button>
          }
        />
      )}
    </div>
  );
}

const columns: readonly Column<RunRow>[] = [
  {
    id: 'command',
    title: texts.columns.command,
    width: 'minmax(12rem, 1fr)',
    cell: ({ command, times }) => (
      <span className={classes.run}>
        <code className={classes.command}>{command}</code>
        {times !== undefined && <Badge>{texts.times(times)}</Badge>}
      </span>
    ),
    tooltip: ({ command }) => command,
    fixed: true,
  },
  {
    id: 'where',
    title: texts.columns.where,
    width: '9rem',
    cell: ({ where }) => texts.where[where],
    compare: (a, b) => (a.where < b.where ? -1 : a.where > b.where ? 1 : b.at - a.at),
    room: 'middle',
  },
  { id: 'outcome', title: texts.columns.outcome, width: '7.5rem', cell: (row) => <Outcome run={row} /> },
  {
    id: 'took',
    title: texts.columns.took,
    width: '6rem',
    align: 'end',
    cell: ({ durationMs }) => (durationMs === undefined ? '' : formatStepTime(durationMs)),
    compare: (a, b) => (a.durationMs ?? -1) - (b.durationMs ?? -1),
    descFirst: true,
    room: 'wide',
  },
  {
    id: 'at',
    title: texts.columns.at,
    width: '8.5rem',
    cell: ({ at }) => <CreatedCell at={at} />,
    tooltip: ({ at, firstAt }) =>
      firstAt === undefined ? timeOf(at) : texts.lastAndFirst(timeOf(at), timeOf(firstAt)),
    compare: (a, b) => a.at - b.at || (a.id < b.id ? -1 : 1),
    descFirst: true,
  },
];

function timeOf(at: number): string {
  return new Date(at).toLocaleString('en');
}

function Outcome({ run: { refused, exitCode, durationMs } }: { run: ExtensionRun }) {
  if (refused) return <Badge tone="warn">{texts.refused}</Badge>;
  if (durationMs === undefined) {
    return (
      <Badge tone="busy" dot>
        {texts.running}
      </Badge>
    );
  }
  if (exitCode === undefined) return <Badge>{texts.ended}</Badge>;
  return exitCode === 0 ? (
    <Badge tone="ok">{texts.done}</Badge>
  ) : (
    <Badge tone="bad">{texts.failedWith(exitCode)}</Badge>
  );
}
