/** Resolves after the time, at a change or when the signal is aborted, whichever comes first. Without time: no limit. */
export function pause(options: {
  signal: AbortSignal;
  onChange: (listener: () => void) => () => void;
  milliseconds?: number;
}): Promise<void> {
  const { signal, milliseconds } = options;
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      unsubscribe();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = milliseconds === undefined ? undefined : setTimeout(done, milliseconds);
    const unsubscribe = options.onChange(done);
    signal.addEventListener('abort', done);
  });
}
