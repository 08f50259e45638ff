import { useEffect, useRef, useState } from 'react';
import type { RunProgress, RunRequest } from '../../../shared/contract/containers.ts';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';

export type Started = Extract<RunProgress, { kind: 'started' }>;

export type RunState =
  | { kind: 'idle' }
  | { kind: 'running'; progress?: RunProgress }
  | { kind: 'cancelled' }
  | { kind: 'failed'; error: ErrorData };

/** Runs one container at a time and tells how far it is. Leaving the dialog cancels what is under way. */
export function useRun(onStarted: (started: Started) => void) {
  const connection = useConnection();
  const [state, setState] = useState<RunState>({ kind: 'idle' });
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);

  const run = async (request: RunRequest) => {
    abort.current = new AbortController();
    const { signal } = abort.current;
    setState({ kind: 'running' });
    try {
      let started: Started | undefined;
      for await (const progress of connection.client().containers.run(request, { signal })) {
        if (progress.kind === 'started') started = progress;
        else setState({ kind: 'running', progress });
      }
      setState({ kind: 'idle' });
      if (started) onStarted(started);
    } catch (thrown) {
      if (signal.aborted) setState({ kind: 'cancelled' });
      else setState({ kind: 'failed', error: toAppError(thrown).toData() });
    }
  };
  return { state, run, cancel: () => abort.current?.abort() };
}
