import type { StatsField } from '../../../../shared/contract/stats.ts';
import { formatBytes } from '../../../components/format-bytes.ts';
import { t } from '../../../i18n/index.ts';

/** A line of a chart. */
export interface ChartLine {
  field: StatsField;
  label: string;
  /** A custom property of the theme. */
  color: string;
}

export interface StatsChartKind {
  id: string;
  title: string;
  lines: readonly [ChartLine, ...ChartLine[]];
  format(value: number): string;
  /** At the scale, where it is another: round values need no decimals. */
  formatTick?(value: number): string;
  /** What the scale reaches at least: a flat line near zero is drawn near zero. */
  leastTop: number;
  /** Bytes are divided by powers of two. */
  binary: boolean;
}

const rate = (value: number) => t.stats.perSecond(formatBytes(value));

export function formatPercent(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} %`;
}

export const statsCharts: readonly StatsChartKind[] = [
  {
    id: 'cpu',
    title: t.stats.cpu,
    lines: [{ field: 'cpuPercent', label: t.stats.cpu, color: '--pier-chart-1' }],
    format: formatPercent,
    formatTick: (value) => `${Number(value.toFixed(2))} %`,
    leastTop: 10,
    binary: false,
  },
  {
    id: 'memory',
    title: t.stats.memory,
    lines: [{ field: 'memoryBytes', label: t.stats.memory, color: '--pier-chart-1' }],
    format: formatBytes,
    leastTop: 1024 * 1024,
    binary: true,
  },
  {
    id: 'network',
    title: t.stats.network,
    lines: [
      { field: 'networkReceivedRate', label: t.stats.received, color: '--pier-chart-1' },
      { field: 'networkSentRate', label: t.stats.sent, color: '--pier-chart-2' },
    ],
    format: rate,
    leastTop: 1024,
    binary: true,
  },
  {
    id: 'block',
    title: t.stats.block,
    lines: [
      { field: 'blockReadRate', label: t.stats.read, color: '--pier-chart-1' },
      { field: 'blockWrittenRate', label: t.stats.written, color: '--pier-chart-2' },
    ],
    format: rate,
    leastTop: 1024,
    binary: true,
  },
];
