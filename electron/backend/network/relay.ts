import type { Socket } from 'node:net';

/**
 * Carries bytes both ways until both directions have ended. An end on one side is passed on as an end (a
 * half-close), an error as the destruction of both. Back-pressure is that of the streams.
 */
export function relay(client: Socket, engine: Socket): void {
  client.pipe(engine);
  engine.pipe(client);
  for (const [side, other] of [
    [client, engine],
    [engine, client],
  ] as const) {
    // An error is always followed by 'close', which ends the other side.
    side.on('error', () => {});
    side.on('close', () => {
      // Closed in order: what was read but not yet written still goes out. Broken: nothing more can be true.
      if (side.errored || !side.readableEnded) other.destroy();
      else other.destroySoon();
    });
  }
}
