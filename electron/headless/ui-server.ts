import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../../shared/errors.ts';
import type { Transport } from '../../shared/rpc/transport.ts';
import { TRANSFER_PATH, type TransferDesk } from '../backend/transfers/transfer-desk.ts';
import { acceptWebSockets } from '../rpc/web-socket-server.ts';
import { SECURITY_HEADERS, securityHeaders } from '../security-headers.ts';
import { serveTransfer } from './serve-transfer.ts';
import { hasLoopbackHost, hasOwnOrigin, Session } from './session.ts';
import { serveStaticFile } from './static-files.ts';

export interface UiServer {
  readonly port: number;
  /** With the token: for the person who started it, and nobody else. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the renderer on 127.0.0.1, and hands over the WebSockets of its pages.
 * @param options.port 0 for a free one
 * @throws AppError `port_taken`, `bad_input` where the port may not be used
 */
export async function startUiServer(options: {
  folder: string;
  port: number;
  onTransport: (transport: Transport) => void;
  transfers: TransferDesk;
  /** Where frames may come from, as a content security policy has it: the pages of extensions. */
  frames?: string;
}): Promise<UiServer> {
  const server = createServer();
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  const session = new Session(port);
  const headers = options.frames === undefined ? SECURITY_HEADERS : securityHeaders(options.frames);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, session, { ...options, headers }).catch(() => response.destroy());
  });
  const endWebSockets = acceptWebSockets(
    server,
    (request) => hasLoopbackHost(request) && hasOwnOrigin(request) && session.isSignedIn(request),
    options.onTransport,
  );
  return {
    port,
    url: `http://127.0.0.1:${port}/?token=${session.token}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        endWebSockets();
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  session: Session,
  {
    folder,
    transfers,
    headers,
  }: { folder: string; transfers: TransferDesk; headers: Readonly<Record<string, string>> },
): Promise<void> {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  // Its base is never used: only the path and the query count.
  const url = URL.canParse(request.url ?? '', 'http://localhost')
    ? new URL(request.url ?? '', 'http://localhost')
    : undefined;
  const token = url?.searchParams.get('token');
  if (!hasLoopbackHost(request) || !url) {
    refuse(response, 403, 'Pier answers to 127.0.0.1 and localhost only.');
  } else if (url.pathname.startsWith(TRANSFER_PATH)) {
    // Browsers send an Origin with every PUT: another site's is refused, cookie or not.
    const mayUse = session.isSignedIn(request) && (request.method === 'GET' || hasOwnOrigin(request));
    if (mayUse) await serveTransfer(transfers, url.pathname, request, response);
    else refuse(response, 403, 'Files go to and from the pages of Pier only.');
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(response, 405, 'Pier serves pages only.');
  } else if (url.pathname === '/' && token && session.isToken(token)) {
    response
      .writeHead(303, { location: '/', 'set-cookie': session.cookie(), 'cache-control': 'no-store' })
      .end();
  } else if (!session.isSignedIn(request)) {
    refuse(response, 401, 'Open the address that Pier printed when it started: it carries the token.');
  } else {
    await serveStaticFile(folder, url.pathname, request, response);
  }
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${why}\n`);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      const why = isTaken ? 'it is taken' : error.message;
      const hint = 'Choose another one with PIER_PORT, or leave it out for a free one.';
      const message = `Cannot serve the dashboard on port ${port}: ${why}.`;
      reject(new AppError(isTaken ? 'port_taken' : 'bad_input', message, hint));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
