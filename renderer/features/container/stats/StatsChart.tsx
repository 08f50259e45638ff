import { lazy, Suspense, useMemo, useState } from 'react';
import { t } from '../../../i18n/index.ts';
import classes from './StatsTab.module.css';
import type { StatsChartKind } from './stats-charts.ts';
import { chartData, type StatsRecord } from './stats-record.ts';

const LiveChart = lazy(() => import('./LiveChart.tsx'));

/** The charts show no less time than this, in milliseconds. */
const LEAST_SPAN_MS = 60_000;

interface StatsChartProps {
  kind: StatsChartKind;
  record: StatsRecord;
  version: number;
  /** How far back, in milliseconds. */
  range: number;
  /** Beside the title: what the numbers are measured against. */
  note: string;
}

/** One chart with its legend: the newest values, or those of the moment that is pointed at. */
export function StatsChart({ kind, record, version, range, note }: StatsChartProps) {
  const [point, setPoint] = useState<number>();
  const end = record.lastTime ?? 0;
  const from = record.indexFrom(end - range);
  // What is young fills the chart all the same.
  const span = Math.min(range, Math.max(LEAST_SPAN_MS, end - (record.at('time', from) ?? end)));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the record is the same object when it has more
  const data = useMemo(
    () =>
      chartData(
        record,
        kind.lines.map(({ field }) => field),
        from,
      ),
    [record, version, kind, from],
  );
  const [seconds] = data;
  const shown = point !== undefined && point < seconds.length ? point : seconds.length - 1;
  const isPast = shown === point;
  const values = kind.lines.map((line, index) => ({
    ...line,
    value: data[index + 1]?.[shown] ?? undefined,
    peak: Math.max(0, ...(data[index + 1] ?? []).map((value) => value ?? 0)),
  }));
  const textOf = (value: number | null | undefined) =>
    value === undefined || value === null ? '–' : kind.format(value);
  const label = values
    .map(({ label, value, peak }) => t.stats.chartLine(label, textOf(value), kind.format(peak)))
    .join('; ');
  return (
    <section className={classes.chart} aria-label={kind.title}>
      <div className={classes.chartHead}>
        <h3 className={classes.chartTitle}>{kind.title}</h3>
        <dl className={classes.legend}>
          {values.map((line) => (
            <div key={line.field} className={classes.legendItem} data-field={line.field}>
              {values.length > 1 && (
                <dt>
                  <span className={classes.swatch} style={{ background: `var(${line.color})` }} />
                  {line.label}
                </dt>
              )}
              {values.length === 1 && <dt className={classes.hiddenTerm}>{line.label}</dt>}
              <dd>{textOf(line.value)}</dd>
            </div>
          ))}
        </dl>
        <span className={classes.note}>
          {isPast ? new Date((seconds[shown] ?? 0) * 1000).toLocaleTimeString() : note}
        </span>
      </div>
      <Suspense fallback={<div className={classes.plot} />}>
        <LiveChart
          data={data as Parameters<typeof LiveChart>[0]['data']}
          from={(end - span) / 1000}
          to={end / 1000}
          colors={kind.lines.map(({ color }) => color)}
          leastTop={kind.leastTop}
          binary={kind.binary}
          label={`${kind.title}: ${label}`}
          format={kind.formatTick ?? kind.format}
          onPoint={setPoint}
        />
      </Suspense>
    </section>
  );
}
