import { Button, Center, Loader, SegmentedControl } from '@mantine/core';
import { IconAlertTriangle, IconDownload, IconPlugConnectedX } from '@tabler/icons-react';
import { useState } from 'react';
import type { ContainerSummary } from '../../../../shared/contract/containers.ts';
import { isActive } from '../../../../shared/model/container-actions.ts';
import { formatBytes } from '../../../components/format-bytes.ts';
import { Message } from '../../../components/Message.tsx';
import { t } from '../../../i18n/index.ts';
import { NotRunning } from '../NotRunning.tsx';
import type { ContainerTabProps } from '../tabs.tsx';
import { Processes } from './Processes.tsx';
import { StatsChart } from './StatsChart.tsx';
import classes from './StatsTab.module.css';
import { saveCsv } from './save-csv.ts';
import { formatPercent, statsCharts } from './stats-charts.ts';
import type { StatsRecord } from './stats-record.ts';
import { type StatsView, useStats } from './use-stats.ts';

const MINUTE_MS = 60_000;
const RANGES = [5, 15, 60];

export function StatsTab({ container, exists }: ContainerTabProps) {
  const { value, status, error } = useStats(container.id);
  const runs = exists && isActive(container.state);
  if (value && value.record.length > 0) {
    return <Stats view={value} container={container} exists={exists} stale={status !== 'live'} />;
  }
  if (!runs) return <NotRunning container={container} exists={exists} text={t.stats.stoppedText} />;
  if (value?.state === 'disconnected') {
    return <Message icon={IconPlugConnectedX} title={t.stats.disconnected} text={t.stats.disconnectedText} />;
  }
  if (status === 'failed') {
    const text = `${error?.message ?? ''} ${error?.hint ?? ''}`;
    return <Message icon={IconAlertTriangle} tone="bad" title={t.stats.failed} text={text} />;
  }
  return (
    <Center flex={1} role="status" className={classes.loading}>
      <Loader size="sm" />
      {t.stats.loading}
    </Center>
  );
}

interface StatsProps {
  view: StatsView;
  container: ContainerSummary;
  exists: boolean;
  stale: boolean;
}

function Stats({ view, container, exists, stale }: StatsProps) {
  const { record, version } = view;
  const [minutes, setMinutes] = useState(RANGES[0] ?? 5);
  const runs = exists && isActive(container.state);
  return (
    <div className={classes.frame}>
      <div className={classes.bar}>
        <SegmentedControl
          size="xs"
          aria-label={t.stats.range}
          value={String(minutes)}
          onChange={(chosen) => setMinutes(Number(chosen))}
          data={RANGES.map((range) => ({ value: String(range), label: t.stats.minutes(range) }))}
        />
        <span className={classes.status} role="status">
          {statusText(view, { exists, runs, stale })}
        </span>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload size={14} />}
          onClick={() => saveCsv(container.name, record.series)}
        >
          {t.stats.csv}
        </Button>
      </div>
      <div className={classes.charts} data-stale={stale}>
        {statsCharts.map((kind) => (
          <StatsChart
            key={kind.id}
            kind={kind}
            record={record}
            version={version}
            range={minutes * MINUTE_MS}
            note={noteOf(kind.id, view)}
          />
        ))}
      </div>
      {runs ? (
        <Processes id={container.id} name={container.name} />
      ) : (
        <NotRunning container={container} exists={exists} text={t.stats.lastReadings} />
      )}
    </div>
  );
}

function statusText(
  { state, record }: StatsView,
  { exists, runs, stale }: { exists: boolean; runs: boolean; stale: boolean },
): string {
  if (!exists || state === 'gone') return t.stats.gone;
  if (!runs || state === 'stopped') return t.stats.stopped;
  if (stale || state === 'disconnected') return t.stats.disconnected;
  const first = record.at('time', 0) ?? 0;
  const pids = record.at('pids', record.length - 1) ?? 0;
  return `${t.stats.since(new Date(first).toLocaleTimeString())} · ${t.stats.pids(pids)}`;
}

/** What a chart's numbers are measured against. */
function noteOf(id: string, { record, cpus, hasNetwork }: StatsView): string {
  const last = record.length - 1;
  const total = (field: Parameters<StatsRecord['at']>[0]) => formatBytes(record.at(field, last) ?? 0);
  if (id === 'cpu') return cpus === undefined ? '' : t.stats.ofCores(cpus);
  if (id === 'memory') {
    const limit = record.at('memoryLimitBytes', last) ?? 0;
    if (limit === 0) return '';
    const share = ((record.at('memoryBytes', last) ?? 0) / limit) * 100;
    return t.stats.ofLimit(formatPercent(share), formatBytes(limit));
  }
  if (id === 'network' && hasNetwork === false) return t.stats.noNetwork;
  return id === 'network'
    ? t.stats.networkTotals(total('networkReceivedBytes'), total('networkSentBytes'))
    : t.stats.blockTotals(total('blockReadBytes'), total('blockWrittenBytes'));
}
