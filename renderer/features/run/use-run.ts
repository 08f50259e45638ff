import { useEffect, useRef, useState } from 'react';
import type { RunProgress } from '../../../shared/contract/containers.ts';
import type { PierClient } from '../../../shared/contract/index.ts';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';

/** What came of it: a container that runs, or one that is only created. */
export type Made = Extract<RunProgress, { kind: 'started' | 'created' }>;

export type RunState =
  | { kind: 'idle' }
  | { kind: 'running'; progress?: RunProgress }
  | { kind: 'cancelled' }
  | { kind: 'failed'; error: ErrorData };

/** Makes one container at a time and tells how far it is. Leaving the dialog cancels what is under way. */
export function useRun(onMade: (made: Made) => void) {
  const connection = useConnection();
  const [state, setState] = useState<RunState>({ kind: 'idle' });
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);

  const run = async (call: (client: PierClient, signal: AbortSignal) => AsyncIterable<RunProgress>) => {
    abort.current = new AbortController();
    const { signal } = abort.current;
    setState({ kind: 'running' });
    try {
      let made: Made | undefined;
      for await (const progress of call(connection.client(), signal)) {
        if (progress.kind === 'started' || progress.kind === 'created') made = progress;
        else setState({ kind: 'running', progress });
      }
      setState({ kind: 'idle' });
      if (made) onMade(made);
    } catch (thrown) {
      if (signal.aborted) setState({ kind: 'cancelled' });
      else setState({ kind: 'failed', error: toAppError(thrown).toData() });
    }
  };
  return { state, run, cancel: () => abort.current?.abort() };
}
