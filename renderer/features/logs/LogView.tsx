import { type RefObject, useMemo, useState } from 'react';
import { LogLines, type LogLinesHandle } from './LogLines.tsx';
import type { Log } from './use-log.ts';
import { AllLines } from './visible-lines.ts';

interface LogViewProps {
  log: Log;
  label: string;
  timestamps?: boolean;
  emptyText: string;
  /** The line that is pointed at. */
  current?: number | undefined;
  handle?: RefObject<LogLinesHandle | null>;
}

/** The lines of a log without tools: the output of a task. */
export function LogView(props: LogViewProps) {
  const { log, label, timestamps = false, emptyText, current, handle } = props;
  const { store } = log;
  const [following, setFollowing] = useState(true);
  const lines = useMemo(() => new AllLines(store), [store]);
  return (
    <LogLines
      log={log}
      lines={lines}
      label={label}
      emptyText={emptyText}
      timestamps={timestamps}
      following={following}
      onFollowing={setFollowing}
      current={current}
      {...(handle ? { handle } : {})}
    />
  );
}
