import { Button, Loader } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import { t } from '../../i18n/index.ts';
import { LogLineText } from './LogLineText.tsx';
import classes from './LogView.module.css';
import type { LogEntry } from './log-follower.ts';
import type { Log } from './use-log.ts';

const LINE_HEIGHT = 20;

interface LogViewProps {
  log: Log;
  label: string;
  timestamps: boolean;
  emptyText: string;
}

/** The lines of a log. It follows the newest one until a person scrolls up, and again from the end on. */
export function LogView({ log, label, timestamps, emptyText }: LogViewProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const { ring, version } = log;
  const virtualizer = useVirtualizer({
    count: ring.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 20,
    paddingStart: 4,
    paddingEnd: 4,
    // Absolute numbers: a line stays the same element while older ones are let go.
    getItemKey: (index) => ring.dropped + index,
  });
  usePlaceKept(scroller, following, ring.dropped, version);

  const onScroll = () => {
    const box = scroller.current;
    if (box) setFollowing(box.scrollHeight - box.scrollTop - box.clientHeight < LINE_HEIGHT * 1.5);
  };

  return (
    <div className={classes.frame}>
      {log.error && <ReadFailure log={log} />}
      <section
        ref={scroller}
        className={classes.scroller}
        onScroll={onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys must be able to scroll it
        tabIndex={0}
        aria-label={label}
        data-testid="log"
      >
        {ring.length === 0 && !log.error && (
          <p className={classes.note}>
            {log.status === 'loading' && <Loader size="xs" mr="xs" />}
            {log.status === 'loading' ? t.logs.loading : emptyText}
          </p>
        )}
        <div className={classes.lines} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const entry = ring.at(item.index);
            return entry && <Line key={item.key} entry={entry} top={item.start} timestamps={timestamps} />;
          })}
        </div>
      </section>
      {!following && (
        <Button
          className={classes.jump}
          size="compact-sm"
          leftSection={<IconArrowDown size={14} />}
          title={t.logs.paused}
          onClick={() => {
            setFollowing(true);
            scroller.current?.focus();
          }}
        >
          {t.logs.jump}
        </Button>
      )}
    </div>
  );
}

function ReadFailure({ log }: { log: Log }) {
  return (
    <div className={classes.failure} role="alert">
      <span>
        <strong>{t.logs.failed}:</strong> {log.error?.message} {log.error?.hint}
      </span>
      <Button size="compact-sm" variant="default" onClick={log.readAgain}>
        {t.logs.retry}
      </Button>
    </div>
  );
}

function Line({ entry, top, timestamps }: { entry: LogEntry; top: number; timestamps: boolean }) {
  return (
    <div className={classes.line} data-stream={entry.stream} style={{ transform: `translateY(${top}px)` }}>
      {entry.stream && (
        <span
          className={classes.stream}
          role="img"
          aria-label={t.logs[entry.stream]}
          title={t.logs[entry.stream]}
        />
      )}
      {timestamps && entry.time && <time className={classes.time}>{localTime(entry.time)}</time>}
      <LogLineText text={entry.text} />
    </div>
  );
}

/** In this computer's time zone, to the millisecond: "2026-01-31 14:05:09.123". */
export function localTime(rfc3339: string): string {
  const date = new Date(rfc3339);
  if (Number.isNaN(date.getTime())) return rfc3339;
  const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
}

/** Keeps the end in view while following, and else the lines a person reads while older ones are let go. */
function usePlaceKept(
  scroller: React.RefObject<HTMLDivElement | null>,
  following: boolean,
  dropped: number,
  version: number,
): void {
  const before = useRef(dropped);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each version may have added lines
  useLayoutEffect(() => {
    const gone = dropped - before.current;
    before.current = dropped;
    const box = scroller.current;
    if (!box) return;
    if (following) box.scrollTop = box.scrollHeight;
    else if (gone > 0) box.scrollTop -= gone * LINE_HEIGHT;
  }, [following, dropped, version]);
}
