import type { IncomingMessage, ServerResponse } from 'node:http';
import { MAX_MESSAGE_LENGTH } from '../../shared/rpc/protocol.ts';
import type { Transport } from '../../shared/rpc/transport.ts';

/**
 * A connection of one call: for a program that starts, asks and ends, to which a WebSocket's library would be half of
 * its time. Answers with the first message that the call is answered with. One that is too long is cut off.
 */
export function answerCall(
  request: IncomingMessage,
  response: ServerResponse,
  onTransport: (transport: Transport) => void,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length > 3 * MAX_MESSAGE_LENGTH) request.destroy();
  });
  request.on('error', () => {});
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString('utf8');
    let end = (answer: string) => {
      end = () => {};
      response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
    };
    onTransport({
      send: (answer) => end(answer),
      onMessage: (listener) => listener(text),
      onClose: (listener) => response.once('close', listener),
      close: () => response.destroy(),
    });
  });
}
