import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { CLIENT_PATH, OWN_PATH, PROXY_PATH, RPC_PATH } from '../../../shared/dd-client/own-paths.ts';
import { workerPrelude } from '../../../shared/dd-client/worker-prelude.ts';
import { MAX_MESSAGE_LENGTH } from '../../../shared/rpc/protocol.ts';
import { webSocketTransport } from '../../../shared/rpc/web-socket-transport.ts';
import type {
  InstalledExtension,
  InstalledExtensions,
} from '../../backend/extensions/installed-extensions.ts';
import type { ExtensionViews, ViewHost } from '../../backend/extensions/views/extension-views.ts';
import { KeptFile } from '../../backend/kept-file.ts';
import type { Logger } from '../../backend/log/logger.ts';
import type { HostProxies } from '../../backend/network/host-proxies.ts';
import { entryPath, extensionOf, originName } from '../../extension-pages/extension-origin.ts';
import { answerPage } from '../../extension-pages/extension-page.ts';
import type { OwnServices } from '../../extension-pages/own-services.ts';
import { pageHeaders } from '../../extension-pages/page-headers.ts';
import { CrossOriginProxy } from './cross-origin-proxy.ts';

const HOST_NAME = /^([0-9a-f]{32})\.localhost(?::\d{1,5})?$/;
const keptPort = z.object({ version: z.literal(1), port: z.number().int().min(1024).max(65_535) });

/** Whoever shows Pier's dashboard: on this computer, or through an SSH forward of any port. */
const DASHBOARDS = 'http://127.0.0.1:* http://localhost:*';
const HEADERS = pageHeaders({ ancestors: DASHBOARDS, connects: "'self' data: blob:" });

/** Requests of a worker take the way of those of its page. */
const WORKER_PRELUDE = Buffer.from(workerPrelude(CLIENT_PATH));

export interface ExtensionServer {
  readonly port: number;
  /** Where the frames of the dashboard may come from, as a content security policy has it. */
  readonly frames: string;
  /** Shows views in frames. */
  readonly host: ViewHost;
  close(): Promise<void>;
}

export interface ExtensionServerOptions {
  /** Where its port is kept. */
  portFile: string;
  installed: InstalledExtensions;
  views: ExtensionViews;
  own: OwnServices;
  /** That Pier itself takes now. */
  proxies: () => HostProxies;
  /** The script of the client. */
  client: Buffer;
  log: Logger;
}

/**
 * Serves the pages of extensions to browsers, each on an origin of its own: `http://<name>.localhost:<port>`. That is
 * another site than the dashboard's, so that no cookie of it ever comes here. Which extension asks is told by the host
 * name, and which view by a ticket that only the dashboard can get.
 */
export async function startExtensionServer(options: ExtensionServerOptions): Promise<ExtensionServer> {
  const { views, installed, own, proxies, portFile, log } = options;
  const server = createServer();
  const kept = new KeptFile({ path: portFile, schema: keptPort, log });
  const port = await listenAtKept(server, kept, log);
  const proxy = new CrossOriginProxy({ own, proxies });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 3 * MAX_MESSAGE_LENGTH });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, options, proxy).catch(() => response.destroy());
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const extension = extensionAsked(request, installed);
    const url = urlOf(request);
    const isOwnPage = request.headers.origin === `http://${request.headers.host}`;
    const view = extension && views.shown(extension.id);
    if (!extension || !view || !isOwnPage) return refuseSocket(socket);
    const address = url?.searchParams.get('url');
    if (url?.pathname === PROXY_PATH && address) {
      void proxy.upgrade(request, socket, head, address);
      return;
    }
    const { uiSource } = extension.dev;
    if (uiSource !== undefined && url && !url.pathname.startsWith(OWN_PATH)) {
      // The page is told of changes by the server that it is developed with.
      const address = new URL(url.pathname + url.search, uiSource.replace(/^http/, 'ws'));
      void proxy.upgrade(request, socket, head, address.href);
      return;
    }
    const signedIn = views.redeem(extension.id, url?.searchParams.get('ticket') ?? '');
    if (url?.pathname !== RPC_PATH || !signedIn) return refuseSocket(socket);
    sockets.handleUpgrade(request, socket, head, (opened) =>
      views.connect(webSocketTransport(opened), signedIn),
    );
  });
  return {
    port,
    frames: `http://*.localhost:${port}`,
    host: {
      async open({ extensionId, search, uiSource }) {
        const extension = installed.find(extensionId);
        // Removed meanwhile: the view ends as well.
        const name = originName(extension ?? { id: extensionId, installedAt: 0 });
        const origin = `http://${name}.localhost:${port}`;
        // A server that it is developed with has its page at its root.
        const entry = uiSource === undefined ? (extension?.page?.entry ?? '') : '';
        return { origin, url: origin + entryPath(entry, search) };
      },
      close: () => {},
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets.clients) socket.terminate();
        server.closeAllConnections();
        proxy.dispose();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { installed, views, client }: ExtensionServerOptions,
  proxy: CrossOriginProxy,
): Promise<void> {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  const extension = extensionAsked(request, installed);
  const url = urlOf(request);
  if (!extension || !url) return refuse(response, 403, 'There is no such extension.');
  const view = views.shown(extension.id);
  if (url.pathname === PROXY_PATH) {
    const address = url.searchParams.get('url');
    if (!view || !address || !isOwnScript(request)) return refuse(response, 403, 'Not for this.');
    return proxy.answer(request, response, address);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refuse(response, 405, 'The page of an extension is read only.');
  }
  if (request.headers['sec-fetch-dest'] === 'document') {
    return refuse(response, 403, 'Open the extension in Pier.');
  }
  const found = await answerPage({ extension, view, pathname: url.pathname, search: url.search, client });
  const { status, headers } = found;
  const body = isForWorker(request) ? Buffer.concat([WORKER_PRELUDE, found.body]) : found.body;
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** Whose page asks: by the name that the browser connected to, which a page cannot choose freely. */
function extensionAsked(
  request: IncomingMessage,
  installed: InstalledExtensions,
): InstalledExtension | undefined {
  const [, name] = HOST_NAME.exec((request.headers.host ?? '').toLowerCase()) ?? [];
  return name === undefined ? undefined : extensionOf(name, installed.all());
}

/**
 * Asked by a script of the page itself. Another page cannot send the header without asking first, which nobody answers;
 * and what comes from elsewhere is never shown or run as if it were the extension's own.
 */
function isOwnScript({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  const destination = headers['sec-fetch-dest'];
  if (site === undefined || destination === undefined) return headers['x-pier-proxy'] !== undefined;
  return site === 'same-origin' && destination === 'empty';
}

function isForWorker({ headers }: IncomingMessage): boolean {
  const destination = headers['sec-fetch-dest'];
  return destination === 'worker' || destination === 'sharedworker';
}

function urlOf(request: IncomingMessage): URL | undefined {
  const text = request.url ?? '';
  return URL.canParse(text, 'http://localhost') ? new URL(text, 'http://localhost') : undefined;
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${why}\n`);
}

function refuseSocket(socket: Duplex): void {
  socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

/** The port of before, since what extensions have stored belongs to it; a free one where it is taken, from then on. */
async function listenAtKept(
  server: Server,
  kept: KeptFile<z.infer<typeof keptPort>>,
  log: Logger,
): Promise<number> {
  const before = (await kept.read())?.port;
  try {
    await listen(server, before ?? 0);
  } catch (error) {
    log.warn('The port of the pages of extensions is taken: what they stored is out of their reach.', {
      port: before,
      error: String(error),
    });
    await listen(server, 0);
  }
  const { port } = server.address() as AddressInfo;
  if (port !== before) {
    await kept.write({ version: 1, port }).catch((error) => {
      log.warn('The port of the pages of extensions was not kept.', { error: String(error) });
    });
  }
  return port;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}
