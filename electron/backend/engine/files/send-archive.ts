import type { Readable } from 'node:stream';
import { containerPath } from '../container-actions.ts';
import type { EngineClient } from '../engine-client.ts';
import { percentEncode } from './open-archive.ts';

/**
 * Unpacks a tar into a folder of a container. Where `stream` itself fails, what it failed with is thrown: the client
 * only sees its connection break. @throws EngineHttpError, Error
 */
export async function sendArchive(
  client: EngineClient,
  id: string,
  folder: string,
  stream: Readable,
  signal?: AbortSignal,
): Promise<void> {
  let failure: Error | undefined;
  stream.once('error', (error) => {
    failure = error;
  });
  try {
    await client.json({
      method: 'PUT',
      path: containerPath(id, `/archive?path=${percentEncode(folder)}`),
      headers: { 'content-type': 'application/x-tar' },
      stream,
      signal,
    });
  } catch (error) {
    // An engine that refuses makes the stream fail too: its own words come first.
    throw failure && isBroken(error) && !isBroken(failure) ? failure : error;
  }
}

function isBroken(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'].includes(code ?? '');
}
