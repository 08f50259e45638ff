import type { Duplex } from 'node:stream';

/**
 * Bytes that may wait in each stream of a relay. Node's default is as small as one TLS record, so that every write
 * would stop the reading.
 */
export const STREAM_BUFFER_BYTES = 256 * 1024;

/** What the client sends, on its way to the engine: what goes on of each piece, and at its end. */
export interface RelayFilter {
  push(chunk: Buffer): Buffer[];
  end(): Buffer[];
}

/**
 * Carries bytes both ways until both directions have ended. An end on one side is passed on as an end (a
 * half-close), an error as the destruction of both. A side that does not read stops the other.
 * @param onBytes called whenever something passes, with who sent it
 * @param filter where what the client sends does not pass as it is
 */
export function relay(
  client: Duplex,
  engine: Duplex,
  onBytes: (from: 'client' | 'engine') => void = () => {},
  filter?: RelayFilter,
): void {
  carry(client, engine, () => onBytes('client'), filter);
  carry(engine, client, () => onBytes('engine'));
}

function carry(from: Duplex, to: Duplex, onBytes: () => void, filter?: RelayFilter): void {
  let gathering = false;
  const release = () => {
    gathering = false;
    to.uncork();
  };
  from.on('data', (chunk: Buffer) => {
    onBytes();
    // TLS hands over records of 16 KB: those that came together are written together, with one system call.
    if (!gathering) {
      gathering = true;
      to.cork();
      setImmediate(release);
    }
    const parts = filter ? filter.push(chunk) : [chunk];
    for (const part of parts) if (!to.write(part)) from.pause();
  });
  to.on('drain', () => from.resume());
  from.on('end', () => {
    for (const part of filter?.end() ?? []) to.write(part);
    to.end();
  });
  // An error is always followed by 'close', which ends the other side.
  from.on('error', () => {});
  from.on('close', () => {
    // Closed in order: what was read but not yet written still goes out. Broken: nothing more can be true.
    if (from.errored || !from.readableEnded) to.destroy();
    else destroySoon(to);
  });
}

/** Destroyed when all is written; a socket does it by itself. */
function destroySoon(stream: Duplex): void {
  if ('destroySoon' in stream && typeof stream.destroySoon === 'function') stream.destroySoon();
  else if (stream.writableFinished) stream.destroy();
  else stream.end(() => stream.destroy());
}
