import type { Socket } from 'node:net';

/**
 * Resolves with a connection that is ready to carry a request; destroys one that does not get so.
 * @param options.event what says that it is: `connect`, or `secureConnect` for TLS
 * @param options.late what is said where that takes longer than `limitMs` milliseconds
 * @throws Error of the socket or of TLS, or where it is closed or not ready in time; where aborted, the signal's reason
 */
export function untilReady<S extends Socket>(
  socket: S,
  options: { event: 'connect' | 'secureConnect'; limitMs: number; late: string; signal: AbortSignal },
): Promise<S> {
  const { event, limitMs, late, signal } = options;
  return new Promise((resolve, reject) => {
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.off('error', fail);
      socket.off('close', onClose);
    };
    const fail = (reason: unknown) => {
      settle();
      // What it says from now on is of no interest, and must not end the process.
      socket.on('error', () => {});
      socket.destroy();
      reject(reason);
    };
    const onClose = () => fail(new Error('The engine closed the connection before it was ready.'));
    const onAbort = () => fail(signal.reason);
    const timer = setTimeout(() => fail(new Error(late)), limitMs);
    socket.once('error', fail);
    socket.once('close', onClose);
    socket.once(event, () => {
      settle();
      resolve(socket);
    });
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
  });
}
