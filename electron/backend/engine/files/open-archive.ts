import type { Readable } from 'node:stream';
import { stringToBytes } from '../../../../shared/byte-string.ts';
import { containerPath } from '../container-actions.ts';
import type { EngineClient } from '../engine-client.ts';

/** A tar of what is at a path, on the container's disk and in its volumes; of a link, the link. */
export function openArchive(
  client: EngineClient,
  id: string,
  path: string,
  signal?: AbortSignal,
): Promise<Readable> {
  return client.open({ path: containerPath(id, `/archive?path=${percentEncode(path)}`), signal });
}

/** For bytes that are no UTF-8 too. */
export function percentEncode(path: string): string {
  let encoded = '';
  for (const byte of stringToBytes(path)) {
    const character = String.fromCharCode(byte);
    encoded += /[\w./-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
  }
  return encoded;
}
