import { useMemo } from 'react';
import type { Column } from '../../../components/data-table/column.ts';
import { compareText } from '../../../components/data-table/compare-text.ts';
import { DataTable } from '../../../components/data-table/DataTable.tsx';
import { formatBytes } from '../../../components/format-bytes.ts';
import { t } from '../../../i18n/index.ts';
import { useLive } from '../../../store/use-live.ts';
import classes from './StatsTab.module.css';

/** A row of `ps`: its cells by their columns' titles. */
interface Process {
  id: string;
  cells: Readonly<Record<string, string>>;
}

const getId = (process: Process) => process.id;

/** What runs in a container, asked every few seconds while it is shown. */
export function Processes({ id, name }: { id: string; name: string }) {
  const { value, error } = useLive((client, signal) => client.stats.processes({ id }, { signal }), [id]);
  const told = value?.kind === 'processes' ? value : undefined;
  const titleText = told?.titles.join('\n') ?? '';
  const columns = useMemo(() => titleText.split('\n').filter(Boolean).map(toColumn), [titleText]);
  const items = useMemo(() => (told ? toProcesses(told.titles, told.processes) : []), [told]);
  const failed = error && error.code !== 'container_not_found' ? error : undefined;
  return (
    <section className={classes.processes} aria-label={t.stats.processesOf(name)}>
      <h3 className={classes.processesTitle}>
        {t.stats.processes}
        {told && <span className={classes.note}>{items.length + told.omitted}</span>}
      </h3>
      {failed && (
        <p className={classes.failure} role="alert">
          {failed.message} {failed.hint}
        </p>
      )}
      {told && columns.length > 0 && (
        <DataTable
          id="processes"
          label={t.stats.processesOf(name)}
          items={items}
          getId={getId}
          getName={getId}
          columns={columns}
          initialSort={{ column: 'PID', desc: false }}
        />
      )}
      {told && told.omitted > 0 && <p className={classes.note}>{t.stats.moreProcesses(told.omitted)}</p>}
    </section>
  );
}

function toProcesses(titles: readonly string[], rows: readonly string[][]): Process[] {
  const pid = titles.indexOf('PID');
  return rows.map((cells, index) => ({
    id: cells[pid] ?? String(index),
    cells: Object.fromEntries(titles.map((title, i) => [title, cells[i] ?? ''])),
  }));
}

function toColumn(title: string): Column<Process> {
  const textOf = ({ cells }: Process) => {
    const text = cells[title] ?? '';
    const kibibytes = isSize(title) ? toKibibytes(text) : undefined;
    return kibibytes === undefined ? text : formatBytes(kibibytes * 1024);
  };
  const isCommand = ['COMMAND', 'CMD', 'ARGS'].includes(title.toUpperCase());
  return {
    id: title,
    title: Object.entries(t.stats.processTitles).find(([each]) => each === title)?.[1] ?? title,
    width: isCommand ? 'minmax(10rem, 4fr)' : 'minmax(4rem, 1fr)',
    cell: (process) =>
      isCommand ? <span className={classes.command}>{textOf(process)}</span> : textOf(process),
    ...(isCommand ? { tooltip: textOf, fixed: true } : {}),
    compare: (a, b) => {
      const [one, other] = [a.cells[title] ?? '', b.cells[title] ?? ''];
      const number = isSize(title) ? toKibibytes : Number;
      const difference = (number(one) ?? 0) - (number(other) ?? 0);
      return Number.isNaN(difference) ? compareText(one, other) : difference;
    },
    descFirst: title === '%CPU' || isSize(title),
  };
}

/** `ps` tells kibibytes; that of busybox writes large ones with a unit: "23m". */
function toKibibytes(text: string): number | undefined {
  const [, amount, unit] = /^(\d+)([mgt]?)$/i.exec(text) ?? [];
  if (amount === undefined) return undefined;
  return Number(amount) * 1024 ** ' mgt'.indexOf(unit?.toLowerCase() || ' ');
}

function isSize(title: string): boolean {
  return title === 'RSS' || title === 'VSZ';
}
