import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import classes from './StatsTab.module.css';

/** All charts of the view show the same moment. */
const SYNC_KEY = 'pier-stats';
const HEIGHT = 150;
/** Of a longer time the seconds are not told. */
const SECONDS_TOLD_S = 600;
/** In seconds: whole parts of minutes and hours. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1200, 1800, 3600];
const BINARY_STEPS = Array.from({ length: 50 }, (_, power) => 2 ** power);

interface LiveChartProps {
  /** Seconds since the epoch, and a column for each line. */
  data: uPlot.AlignedData;
  /** Seconds since the epoch. */
  from: number;
  to: number;
  /** Custom properties of the theme, a line each. */
  colors: readonly string[];
  leastTop: number;
  binary: boolean;
  /** What it shows now, for those who do not see it. */
  label: string;
  format(value: number): string;
  /** The place in the data that is pointed at; undefined when none is. */
  onPoint(index: number | undefined): void;
}

/** Lines over time that move on as data comes. It follows its place's width and the theme. */
export default function LiveChart(props: LiveChartProps) {
  const { data, from, to, label } = props;
  const parent = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const scheme = useComputedColorScheme();

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are those of the scheme
  useEffect(() => {
    const element = parent.current;
    if (!element) return;
    const made = new uPlot(makeOptions(latest, element.clientWidth), latest.current.data, element);
    plot.current = made;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0) made.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [scheme]);

  useEffect(() => {
    const made = plot.current;
    if (!made) return;
    made.batch(() => {
      made.setData(data, false);
      made.setScale('x', { min: from, max: to });
    });
  }, [data, from, to]);

  return <div ref={parent} className={classes.plot} role="img" aria-label={label} />;
}

function makeOptions(latest: { current: LiveChartProps }, width: number): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const { colors, binary, leastTop } = latest.current;
  const axis: uPlot.Axis = {
    stroke: color('--mantine-color-dimmed'),
    font: `11px ${style.getPropertyValue('--mantine-font-family')}`,
    grid: { stroke: color('--pier-border'), width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height: HEIGHT,
    // Room for half of the last time label.
    padding: [8, 26, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: SYNC_KEY }, drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      x: { time: true, range: () => [latest.current.from, latest.current.to] },
      y: { range: (_plot, _low, high) => [0, Math.max(leastTop, (high ?? 0) * 1.1)] },
    },
    axes: [
      {
        ...axis,
        size: 24,
        space: 72,
        incrs: TIME_STEPS,
        values: (_plot, splits) => splits.map(timeLabeller(latest.current)),
      },
      {
        ...axis,
        size: 70,
        space: 32,
        values: (_plot, splits) => splits.map((value) => latest.current.format(value)),
        ...(binary ? { incrs: BINARY_STEPS } : {}),
      },
    ],
    series: [
      {},
      ...colors.map(
        (name): uPlot.Series => ({
          stroke: color(name),
          width: 1.75,
          ...(colors.length === 1 ? { fill: `${color(name)}22` } : {}),
          points: { show: false },
          spanGaps: false,
        }),
      ),
    ],
    hooks: {
      setCursor: [
        ({ cursor }) => {
          const isPointedAt = (cursor.left ?? -1) >= 0 && typeof cursor.idx === 'number';
          latest.current.onPoint(isPointedAt ? (cursor.idx ?? undefined) : undefined);
        },
      ],
    },
  };
}

/** Without seconds where they say nothing. */
function timeLabeller({ from, to }: { from: number; to: number }): (seconds: number) => string {
  const format = new Intl.DateTimeFormat(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    ...(to - from <= SECONDS_TOLD_S ? { second: '2-digit' } : {}),
  });
  return (seconds) => format.format(seconds * 1000);
}
