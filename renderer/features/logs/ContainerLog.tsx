import { type ReactNode, useCallback, useState } from 'react';
import { isActive } from '../../../shared/model/container-actions.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { LogViewer } from './LogViewer.tsx';
import { sinceNewest } from './log-follower.ts';
import { LINE_CAPACITY } from './log-store.ts';
import { type Log, type LogSource, useLog } from './use-log.ts';
import type { StreamFilter } from './visible-lines.ts';

/** Lines of the past that are read at first. */
const TAIL = 10_000;

export interface ContainerLogState {
  log: Log;
  exists: boolean;
  alive: boolean;
  /** As it is called now. */
  name: string;
  /** Reads older lines as well, where there may be some. */
  loadOlder: (() => void) | undefined;
}

/** The log of a container for as long as it is shown, through its restarts. */
export function useContainerLog(id: string, knownName: string): ContainerLogState {
  const connection = useConnection();
  const connected = usePier((state) => state.connection.kind === 'open');
  const container = usePier((state) => state.containers.byId[id]);
  const listed = usePier((state) => state.containers.status);
  const [tail, setTail] = useState(TAIL);
  const open = useCallback<LogSource>(
    async function* (signal, store) {
      const since = sinceNewest(store);
      const input = { id, tail: since.since ? LINE_CAPACITY : tail, follow: true, ...since };
      for await (const batch of connection.client().containers.logs(input, { signal })) yield { batch };
    },
    [connection, id, tail],
  );
  const alive = container !== undefined && isActive(container.state);
  // While the engine waits to restart it, its log has nothing new.
  const runs = alive && container.state !== 'restarting';
  // The engine is back when the list is live again.
  const occasion = `${alive} ${connected} ${listed}`;
  const log = useLog(open, { occasion, goesOn: runs && connected, resumes: true });
  return {
    log,
    exists: container !== undefined,
    alive,
    name: container?.name ?? knownName,
    loadOlder: tail < LINE_CAPACITY ? () => setTail(LINE_CAPACITY) : undefined,
  };
}

interface ContainerLogProps {
  id: string;
  state: ContainerLogState;
  /** In the toolbar. */
  note?: ReactNode;
}

/** The log of a container with all that can be done with it. */
export function ContainerLog({ id, state, note }: ContainerLogProps) {
  const connection = useConnection();
  const download = useCallback(
    async (options: { timestamps: boolean; streams: StreamFilter }) => {
      const { url } = await connection.client().logs.download({ id, ...options });
      saveFrom(url);
    },
    [connection, id],
  );
  return (
    <LogViewer
      log={state.log}
      label={t.logs.title(state.name)}
      emptyText={state.alive ? t.logs.empty : t.logs.emptyEnded}
      note={note}
      onDownload={download}
      loadOlder={state.loadOlder && { tail: TAIL, load: state.loadOlder }}
    />
  );
}

/** The browser asks where to, and shows how far it is. */
function saveFrom(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.click();
}
