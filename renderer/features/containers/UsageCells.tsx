import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import { formatBytes } from '../../components/format-bytes.ts';
import { t } from '../../i18n/index.ts';
import classes from './ContainersTable.module.css';
import { useSample } from './stats-in-sight.tsx';

/** Processor time; 100 % is one whole core. Empty while it does not run. */
export function CpuCell({ container }: { container: ContainerSummary }) {
  const sample = useSample(container.id, container.state === 'running');
  if (!sample) return null;
  const text = formatPercent(sample.cpuPercent);
  return (
    <span className={classes.usage} data-busy={sample.cpuPercent >= 80} title={t.containers.cpuOf(text)}>
      {text}
    </span>
  );
}

export function MemoryCell({ container }: { container: ContainerSummary }) {
  const sample = useSample(container.id, container.state === 'running');
  if (!sample) return null;
  const { memoryBytes, memoryLimitBytes } = sample;
  return (
    <span
      className={classes.usage}
      data-busy={memoryLimitBytes > 0 && memoryBytes / memoryLimitBytes >= 0.9}
      title={t.containers.memoryOf(formatBytes(memoryBytes), formatBytes(memoryLimitBytes))}
    >
      {formatBytes(memoryBytes)}
    </span>
  );
}

/** "0.3 %", "12 %": a digit behind the point where it says something. */
function formatPercent(percent: number): string {
  return `${percent >= 9.95 ? Math.round(percent) : percent.toFixed(1)} %`;
}
