import { useCallback, useEffect, useRef, useState } from 'react';
import type { CheckOutcome, SelfCheckInfo } from '../../../shared/contract/diagnostics.ts';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { usePier } from '../../store/store.ts';

export interface Checks {
  checks: readonly SelfCheckInfo[];
  outcomes: ReadonlyMap<string, CheckOutcome>;
  /** By id: those that are being looked at now. */
  running: ReadonlySet<string>;
  /** Why they could not be run at all. */
  error: ErrorData | undefined;
  /** Runs all, or those named. */
  run(ids?: readonly string[]): void;
}

/** Runs the checks when they are shown, and again when somebody asks. */
export function useChecks(): Checks {
  const connection = useConnection();
  const connected = usePier((state) => state.connection.kind === 'open');
  const [checks, setChecks] = useState<readonly SelfCheckInfo[]>([]);
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, CheckOutcome>>(new Map());
  const [running, setRunning] = useState<ReadonlySet<string>>(new Set());
  const [error, setError] = useState<ErrorData>();
  const ends = useRef(new Set<AbortController>());

  const run = useCallback(
    (ids?: readonly string[]) => {
      const end = new AbortController();
      const { signal } = end;
      ends.current.add(end);
      setError(undefined);
      void (async () => {
        const input = ids ? { ids: [...ids] } : {};
        for await (const item of connection.client().diagnostics.check(input, { signal })) {
          if (signal.aborted) return;
          if (item.kind === 'started') {
            if (!ids) setChecks(item.checks);
            setRunning((before) => new Set([...before, ...item.checks.map(({ id }) => id)]));
          } else {
            const { outcome } = item;
            setOutcomes((before) => new Map(before).set(outcome.id, outcome));
            setRunning((before) => new Set([...before].filter((id) => id !== outcome.id)));
          }
        }
      })()
        .catch((thrown) => {
          if (signal.aborted) return;
          setRunning(new Set());
          setError(toAppError(thrown).toData());
        })
        .finally(() => ends.current.delete(end));
    },
    [connection],
  );

  useEffect(() => {
    if (!connected) return;
    run();
    const open = ends.current;
    return () => {
      for (const end of open) end.abort();
      setRunning(new Set());
    };
  }, [connected, run]);
  return { checks, outcomes, running, error, run };
}
