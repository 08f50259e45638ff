/** A service manager signals each process of a group, and a launcher passes its own on: that is one wish. */
const SAME_WISH_MS = 1000;

export interface QuitListeners {
  /** The first signal: end in order. */
  quit(): void;
  /** The second: end what hangs. */
  force(): void;
  /** The third: end now. */
  abandon(): void;
}

/** Tells of SIGINT, SIGTERM and SIGHUP (a terminal that was closed), from this process. */
export function onQuitSignals(
  listeners: QuitListeners,
  source: Pick<NodeJS.EventEmitter, 'on'> = process,
  now: () => number = Date.now,
): void {
  const wishes = [listeners.quit, listeners.force, listeners.abandon];
  let last = Number.NEGATIVE_INFINITY;
  const onSignal = () => {
    if (now() - last < SAME_WISH_MS) return;
    last = now();
    wishes.shift()?.();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) source.on(signal, onSignal);
}
