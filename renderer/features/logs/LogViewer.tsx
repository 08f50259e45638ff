import {
  type KeyboardEvent as ReactKeyboardEvent,
  type ReactNode,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { LogLines, type LogLinesHandle } from './LogLines.tsx';
import { LogSearchBar } from './LogSearchBar.tsx';
import classes from './LogToolbar.module.css';
import { LogToolbar } from './LogToolbar.tsx';
import { useLogPreferences } from './log-preferences.ts';
import { noSearching, type Searching } from './search/searching.ts';
import { useLogSearch } from './search/use-log-search.ts';
import type { Log } from './use-log.ts';
import { useReturnTo } from './use-return-to.ts';
import { AllLines, type LineList, type StreamFilter, StreamLines } from './visible-lines.ts';

export interface LogViewerProps {
  log: Log;
  label: string;
  emptyText: string;
  /** With the container of each line. */
  sources?: boolean;
  /** How things stand, in the toolbar. */
  note?: ReactNode;
  /** Lines without streams and times: no tools for them. */
  plain?: boolean;
  /** Gives the address of the whole log as a file. */
  onDownload?: (options: { timestamps: boolean; streams: StreamFilter }) => Promise<void>;
  /** Reads older lines too, where the log began with its last `tail` lines. */
  loadOlder?: { tail: number; load: () => void } | undefined;
  /** What is searched for, where something beside the view decides it as well. */
  searching?: Searching;
  onSearching?: (searching: Searching) => void;
  /** What decides which logs are shown: above the search. */
  lead?: ReactNode;
}

/** A log with its toolbar: search, streams, timestamps, wrapping, following, copying, saving. */
export function LogViewer(props: LogViewerProps) {
  const { log, label, emptyText, sources = false, plain = false } = props;
  const { note, lead, onDownload, loadOlder } = props;
  const [preferences, changePreferences] = useLogPreferences(sources ? 'several' : 'one');
  const [streams, setStreams] = useState<StreamFilter>('all');
  const [following, setFollowing] = useState(true);
  const [ownSearching, setOwnSearching] = useState(noSearching);
  const { searching = ownSearching, onSearching = setOwnSearching } = props;
  const [current, setCurrent] = useState<number>();
  const search = useLogSearch(log, streams, searching);
  const onlyMatches = searching.onlyMatches && search.query !== undefined;
  const lines = useShownLines(log, streams, onlyMatches ? search.matches : undefined);
  const view = useRef<LogLinesHandle>(null);
  /** A step that waits for the first match. */
  const awaited = useRef<1 | -1>(undefined);
  const keepPlace = useReturnTo(log, view, following);
  const older = loadOlder && {
    tail: loadOlder.tail,
    load: () => {
      keepPlace();
      loadOlder.load();
    },
  };
  const input = useRef<HTMLInputElement>(null);
  const { matches } = search;
  const place = current !== undefined && matches.has(current) ? matches.indexOf(current) : undefined;

  /** From the match one is at, else from what is in sight; around the end. */
  const step = (direction: 1 | -1) => {
    const { length } = matches;
    awaited.current = length === 0 ? direction : undefined;
    if (length === 0) return;
    const from = place ?? matches.indexOf(view.current?.top() ?? 0) - (direction > 0 ? 1 : 0);
    const next = matches.at((from + direction + length) % length);
    if (next === undefined) return;
    setCurrent(next);
    view.current?.reveal(next);
  };

  // Enter was faster than the search.
  const hasMatches = matches.length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: that there are matches now is the reason
  useEffect(() => {
    if (hasMatches && awaited.current) step(awaited.current);
    // Everything was searched: a match that comes later is not what Enter meant.
    if (search.status.kind === 'done') awaited.current = undefined;
  }, [hasMatches, matches, search.status]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text is another wish
  useEffect(() => {
    awaited.current = undefined;
  }, [searching.typed]);

  const onKey = (event: KeyboardEvent | ReactKeyboardEvent) => {
    const { key } = event;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && key === 'f') {
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    } else if (key === 'F3') {
      event.preventDefault();
      step(event.shiftKey ? -1 : 1);
    }
  };
  useKeysOfPage(onKey);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears keys of what is in it
    <div className={classes.viewer} onKeyDown={onKey}>
      {lead && <div className={classes.lead}>{lead}</div>}
      <div className={classes.bar}>
        <LogSearchBar
          search={search}
          searching={searching}
          place={place}
          input={input}
          onSearching={onSearching}
          onStep={step}
          onLeave={() => view.current?.focus()}
        />
        {note}
        <LogToolbar
          log={log}
          lines={lines}
          sources={sources}
          plain={plain}
          preferences={preferences}
          streams={streams}
          following={following}
          onPreferences={changePreferences}
          onStreams={setStreams}
          onFollowing={setFollowing}
          onDownload={onDownload}
        />
      </div>
      <LogLines
        log={log}
        lines={lines}
        label={label}
        emptyText={emptyText}
        sources={sources}
        {...preferences}
        following={following}
        onFollowing={setFollowing}
        loadOlder={streams === 'all' && !onlyMatches ? older : undefined}
        search={search}
        current={current}
        handle={view}
      />
    </div>
  );
}

/** Hears keys wherever the focus is, unless a dialog has it: the browser's own search sees only what is drawn. */
function useKeysOfPage(onKey: (event: KeyboardEvent) => void): void {
  const latest = useRef(onKey);
  latest.current = onKey;
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      const inDialog = document.activeElement?.closest('[role="dialog"]') != null;
      if (!event.defaultPrevented && !inDialog) latest.current(event);
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

/** All lines, those of a stream, or those that were found. */
function useShownLines({ store }: Log, streams: StreamFilter, matches: LineList | undefined): LineList {
  const chosen = useMemo(
    () => (streams === 'all' ? new AllLines(store) : new StreamLines(store, streams)),
    [store, streams],
  );
  return matches ?? chosen;
}
