import { Tooltip } from '@mantine/core';
import { engineKind } from '../../shared/model/engine-kind.ts';
import { formatBytes } from '../components/format-bytes.ts';
import { EngineDot } from '../features/machine/EngineDot.tsx';
import { t } from '../i18n/index.ts';
import { usePier } from '../store/store.ts';
import classes from './StatusBar.module.css';

/** Less is noise. */
const SHOWN_FROM = 32 * 1024 ** 2;

/** The engine in one line. What an engine cannot tell is left out. */
export function StatusBar() {
  const status = usePier((state) => state.machine.status);
  const kind = engineKind(status);
  return (
    <footer className={classes.bar}>
      <span className={classes.item} data-testid="footer-engine">
        <EngineDot kind={kind} />
        {t.engine.engine} {t.engine.kinds[kind].toLowerCase()}
      </span>
      <Usage />
      <span className={classes.space} />
      {status?.info.accelerator && (
        <Tooltip
          label={status.info.acceleratorReason}
          disabled={!status.info.acceleratorReason}
          events={{ hover: true, focus: true, touch: true }}
        >
          {status.info.acceleratorReason ? (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the reason in the tooltip must be reachable by keyboard
            <span className={`${classes.about} ${classes.hint}`} tabIndex={0}>
              {acceleratorName(status.info.accelerator)}
            </span>
          ) : (
            <span className={classes.about}>{acceleratorName(status.info.accelerator)}</span>
          )}
        </Tooltip>
      )}
      {status?.engineVersion && (
        <span className={classes.about} title={t.statusBar.docker(status.engineVersion)}>
          {t.statusBar.docker(status.engineVersion)}
        </span>
      )}
    </footer>
  );
}

function acceleratorName(accelerator: string): string {
  return accelerator.charAt(0).toUpperCase() + accelerator.slice(1);
}

function Usage() {
  const usage = usePier((state) => state.machine.usage);
  if (!usage) return null;
  // An emulator takes more than the processors it emulates.
  const share = Math.min(100, usage.cpuPercent / Math.max(1, usage.cpus));
  const percent = `${share.toFixed(share < 9.95 ? 1 : 0)} %`;
  const returned = usage.memoryReturnedBytes + usage.diskReturnedBytes;
  const of = (used: number, total: number) => t.statusBar.ofTotal(formatBytes(used), formatBytes(total));
  return (
    <>
      <Gauge
        name={t.statusBar.cpu}
        value={percent}
        share={share / 100}
        title={t.statusBar.cpuTitle(percent, usage.cpus)}
      />
      <Gauge
        name={t.statusBar.memory}
        value={formatBytes(usage.memoryBytes)}
        total={formatBytes(usage.memoryLimitBytes)}
        share={usage.memoryBytes / usage.memoryLimitBytes}
        title={of(usage.memoryBytes, usage.memoryLimitBytes)}
      />
      <Gauge
        name={t.statusBar.disk}
        value={formatBytes(usage.diskBytes)}
        total={formatBytes(usage.diskLimitBytes)}
        share={usage.diskBytes / usage.diskLimitBytes}
        title={of(usage.diskBytes, usage.diskLimitBytes)}
      />
      {returned >= SHOWN_FROM && (
        <span
          className={classes.returned}
          title={t.statusBar.returnedTitle(
            formatBytes(usage.memoryReturnedBytes),
            formatBytes(usage.diskReturnedBytes),
          )}
        >
          {t.statusBar.returned(formatBytes(returned))}
        </span>
      )}
    </>
  );
}

interface GaugeProps {
  name: string;
  value: string;
  /** What it may be. */
  total?: string;
  share: number;
  title: string;
}

function Gauge({ name, value, total, share, title }: GaugeProps) {
  const filled = Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
  return (
    <span className={classes.item} title={title}>
      {name} <b>{value}</b>
      {total && <span className={classes.total}>{t.statusBar.of(total)}</span>}
      <svg className={classes.gauge} viewBox="0 0 40 4" aria-hidden="true">
        <rect width="40" height="4" rx="2" className={classes.track} />
        <rect width={40 * filled} height="4" rx="2" className={filled > 0.9 ? classes.full : classes.fill} />
      </svg>
    </span>
  );
}
