/**
 * What is true now, then after each change. A consumer that is slow misses what was in between, never the latest, and
 * is told nothing that it knows already. Ends when the signal is aborted.
 */
export async function* watchState<T>(options: {
  signal: AbortSignal;
  onChange: (listener: () => void) => () => void;
  read: () => T | Promise<T>;
}): AsyncGenerator<T, void, void> {
  const { signal, onChange, read } = options;
  let changed = true;
  let wake = () => {};
  const ring = () => {
    changed = true;
    wake();
  };
  const unsubscribe = onChange(ring);
  signal.addEventListener('abort', ring);
  let told: string | undefined;
  try {
    while (!signal.aborted) {
      if (!changed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      changed = false;
      const state = await read();
      const text = JSON.stringify(state);
      if (text === told) continue;
      told = text;
      yield state;
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', ring);
  }
}
