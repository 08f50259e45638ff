import { memo } from 'react';
import { hrefOf } from '../../app/location.ts';
import { t } from '../../i18n/index.ts';
import classes from './LogLine.module.css';
import { LogLineText } from './LogLineText.tsx';
import type { LogLine } from './log-store.ts';
import { localTime } from './log-time.ts';
import type { TextRange } from './search/log-query.ts';

/** The container of a line. */
export interface LineSource {
  id: string;
  name: string;
  color: string;
}

export interface LogLineRowProps {
  line: LogLine;
  timestamps: boolean;
  wrap: boolean;
  /** Its container, where the log has several. */
  source?: LineSource | undefined;
  ranges?: readonly TextRange[] | undefined;
  /** The match that a person is at. */
  current: boolean;
  /** The first in sight. */
  first: boolean;
  /** Out of sight, and there only since a selection begins in it. */
  aside: boolean;
}

/** One line of a log. It is drawn again only where something of it has changed. */
export const LogLineRow = memo(
  function LogLineRow({ line, timestamps, wrap, source, ranges, current, first, aside }: LogLineRowProps) {
    const { stream, time, skipped } = line;
    return (
      <div
        className={classes.line}
        data-number={line.number}
        data-stream={stream}
        data-wrap={wrap || undefined}
        data-current={current || undefined}
        data-first={first || undefined}
        data-aside={aside || undefined}
      >
        {stream && (
          <span className={classes.stream} role="img" aria-label={t.logs[stream]} title={t.logs[stream]} />
        )}
        {timestamps && <time className={classes.time}>{time ? localTime(time) : ''}</time>}
        {source && (
          <a
            className={classes.source}
            style={{ color: source.color }}
            title={source.name}
            href={hrefOf(['containers', source.id, 'logs'])}
            tabIndex={-1}
          >
            {source.name}
          </a>
        )}
        {skipped === undefined ? (
          <span className={classes.text} data-text>
            <LogLineText text={line.text} ranges={ranges} />
          </span>
        ) : (
          <span className={classes.gap}>{t.logs.skipped(skipped.toLocaleString('en'))}</span>
        )}
      </div>
    );
  },
  (before, after) =>
    before.line.number === after.line.number &&
    before.timestamps === after.timestamps &&
    before.wrap === after.wrap &&
    before.source?.id === after.source?.id &&
    before.current === after.current &&
    before.first === after.first &&
    before.aside === after.aside &&
    sameRanges(before.ranges, after.ranges),
);

function sameRanges(a: readonly TextRange[] | undefined, b: readonly TextRange[] | undefined): boolean {
  if (a === b) return true;
  if (!a || !b || a.length !== b.length) return (a?.length ?? 0) === 0 && (b?.length ?? 0) === 0;
  return a.every(([from, end], index) => b[index]?.[0] === from && b[index]?.[1] === end);
}
