import type { Duplex } from 'node:stream';
import { toAppError } from '../../../shared/errors.ts';
import { type FindGuestPath, namesFolders, translateMounts } from './mount-paths.ts';
import { RequestRewriter } from './request-rewriter.ts';

/** What a client of the Docker API sends, with the guest's names of the folders that it mounts. */
export function filterRequests(client: Duplex, guestPath: FindGuestPath): RequestRewriter {
  return new RequestRewriter({
    wants: namesFolders,
    rewrite: (body) => translateMounts(body, guestPath),
    answer: (bytes) => client.write(bytes),
    refuse: (error) => client.end(refusal(error)),
  });
}

/** In the engine's own format, which docker prints as "Error response from daemon: <message>". */
function refusal(error: unknown): string {
  const { message, hint } = toAppError(error);
  const body = `${JSON.stringify({ message: `${message} ${hint}` })}\n`;
  const lines = [
    'HTTP/1.1 400 Bad Request',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  return [...lines, '', body].join('\r\n');
}
