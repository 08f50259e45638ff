import { Button, Loader } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { type KeyboardEvent, type RefObject, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { t } from '../../i18n/index.ts';
import { parseAnsi } from './ansi.ts';
import { type LineSource, LogLineRow } from './LogLineRow.tsx';
import { LONGEST } from './LogLineText.tsx';
import classes from './LogView.module.css';
import { estimatedHeight, LINE_HEIGHT } from './line-height.ts';
import type { LogLine } from './log-store.ts';
import type { LogSearch } from './search/log-search.ts';
import { SourceColors } from './source-color.ts';
import { type Log, useLogVersion } from './use-log.ts';
import { useLogScroll } from './use-log-scroll.ts';
import { useLogSelection } from './use-log-selection.ts';
import { useViewport } from './use-viewport.ts';
import type { LineList } from './visible-lines.ts';

/** What a toolbar does with the lines. */
export interface LogLinesHandle {
  reveal(number: number): void;
  /** The absolute number of the line at the top. */
  top(): number;
  focus(): void;
}

export interface LogLinesProps {
  log: Log;
  /** Which of its lines are shown; without it all. */
  lines: LineList;
  label: string;
  emptyText: string;
  timestamps?: boolean;
  wrap?: boolean;
  /** With the container of each line. */
  sources?: boolean;
  following: boolean;
  onFollowing(following: boolean): void;
  loadOlder?: { tail: number; load: () => void } | undefined;
  search?: LogSearch;
  /** The match that a person is at. */
  current?: number | undefined;
  handle?: RefObject<LogLinesHandle | null>;
}

/** Of what is left of the text, in characters: time and container have columns of their own. */
const TIME_COLUMNS = 25;
const SOURCE_COLUMNS = 22;
/** Left and right of a line, in CSS pixels. */
const MARGINS = 36;

/** The lines of a log. It follows the newest one until a person scrolls up, and again from the end on. */
export function LogLines(props: LogLinesProps) {
  const { log, lines, label, emptyText, timestamps = false, wrap = false, sources = false } = props;
  const { following, onFollowing, loadOlder, search, current, handle } = props;
  const { store } = log;
  useLogVersion(log);
  lines.update?.();
  const scroller = useRef<HTMLElement>(null);
  const rows = useRef<HTMLDivElement>(null);
  const { width, height, character } = useViewport(scroller);
  const heightOf = useMemo(() => {
    if (!wrap) return undefined;
    const columns = (timestamps ? TIME_COLUMNS : 0) + (sources ? SOURCE_COLUMNS : 0);
    const fitting = Math.floor((width - MARGINS) / character) - columns;
    return (number: number) => estimatedHeight(store.line(number)?.text ?? '', fitting);
  }, [wrap, timestamps, sources, width, character, store]);
  const scroll = useLogScroll({
    scroller,
    rows,
    lines,
    viewHeight: height,
    heightOf,
    following,
    onFollowing,
  });
  const [colors] = useState(() => new SourceColors());
  const selection = useLogSelection(rows, store, lines);
  useImperativeHandle(handle, () => ({
    reveal: scroll.reveal,
    top: scroll.top,
    focus: () => scroller.current?.focus(),
  }));

  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(LINE_HEIGHT, height - 2 * LINE_HEIGHT);
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key === 'a') selection.selectAll();
    else if (control || event.altKey) return;
    else if (event.key === 'ArrowDown') scroll.moveBy(LINE_HEIGHT);
    else if (event.key === 'ArrowUp') scroll.moveBy(-LINE_HEIGHT);
    else if (event.key === 'PageDown' || (event.key === ' ' && !event.shiftKey)) scroll.moveBy(page);
    else if (event.key === 'PageUp' || event.key === ' ') scroll.moveBy(-page);
    else if (event.key === 'Home') scroll.toBegin();
    else if (event.key === 'End') onFollowing(true);
    else return;
    event.preventDefault();
  };

  /** Lines that flow by cannot be selected: they stand still while the button is down, and longer if there is something. */
  const onPointerDown = (event: React.PointerEvent) => {
    const onRow = event.target instanceof Element && rows.current?.contains(event.target);
    if (!following || !onRow || event.button !== 0) return;
    onFollowing(false);
    const release = () => {
      if (window.getSelection()?.isCollapsed ?? true) onFollowing(true);
    };
    window.addEventListener('pointerup', () => setTimeout(release), { once: true });
  };

  return (
    <div className={classes.frame}>
      {log.error && <ReadFailure log={log} />}
      <section
        ref={scroller}
        className={classes.scroller}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys must be able to scroll it
        tabIndex={0}
        aria-label={label}
        data-testid="log"
      >
        {lines.length === 0 && !log.error && (
          <p className={classes.note}>
            {log.status === 'loading' && <Loader size="xs" mr="xs" />}
            {log.status === 'loading' ? t.logs.loading : store.length > 0 ? t.logs.filteredOut : emptyText}
          </p>
        )}
        <div className={classes.space} style={{ height: scroll.height }} hidden={lines.length === 0}>
          <div className={classes.window} style={{ height }} data-wrap={wrap || undefined}>
            <div ref={rows} className={classes.rows}>
              {drawnNumbers(lines, scroll, selection.anchor).map(({ number, first, aside }) => {
                const line = store.line(number);
                if (!line) return null;
                return (
                  <LogLineRow
                    key={number}
                    line={line}
                    timestamps={timestamps}
                    wrap={wrap}
                    source={sources ? sourceOf(log, line, colors) : undefined}
                    ranges={search?.rangesOf(number, shownText(line))}
                    current={number === current}
                    first={first}
                    aside={aside}
                  />
                );
              })}
            </div>
          </div>
        </div>
      </section>
      {loadOlder && !following && scroll.from === 0 && store.first === 0 && store.end >= loadOlder.tail && (
        <Button className={classes.older} size="compact-sm" variant="default" onClick={loadOlder.load}>
          {t.logs.loadOlder}
        </Button>
      )}
      {!following && (
        <Button
          className={classes.jump}
          size="compact-sm"
          leftSection={<IconArrowDown size={14} />}
          title={t.logs.paused}
          onClick={() => {
            onFollowing(true);
            scroller.current?.focus();
          }}
        >
          {t.logs.jump}
        </Button>
      )}
    </div>
  );
}

/** What is in sight, and the line in which a selection begins, in their order. */
function drawnNumbers(
  lines: LineList,
  { from, end }: { from: number; end: number },
  anchor: number | undefined,
) {
  const drawn: { number: number; first: boolean; aside: boolean }[] = [];
  for (let index = from; index < end; index++) {
    const number = lines.at(index);
    if (number !== undefined) drawn.push({ number, first: index === from, aside: false });
  }
  const [first] = drawn;
  const last = drawn.at(-1);
  if (anchor === undefined || !first || !last) return drawn;
  if (anchor < first.number) drawn.unshift({ number: anchor, first: false, aside: true });
  if (anchor > last.number) drawn.push({ number: anchor, first: false, aside: true });
  return drawn;
}

/** As the search sees it: what is drawn, without escape sequences. */
function shownText({ text }: LogLine): string {
  return parseAnsi(text.length > LONGEST ? text.slice(0, LONGEST) : text)
    .map((span) => span.text)
    .join('');
}

function sourceOf({ store }: Log, { source }: LogLine, colors: SourceColors): LineSource | undefined {
  const found = store.sources[source];
  return found && { id: found.id, name: found.name, color: colors.colorOf(found.name) };
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
