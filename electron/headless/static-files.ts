import { open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { rendererFile } from '../renderer-files.ts';

/** Vite names these after their content. */
const HASHED = /^\/assets\/.+-[\w-]{8,}\.\w+$/;

/** Answers with a file of the built renderer, or 404. Pages are never cached, what is named by its content always. */
export async function serveStaticFile(
  folder: string,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const found = rendererFile(folder, pathname);
  const file = found && (await open(found.path).catch(() => undefined));
  if (!file) return notFound(response);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return notFound(response);
    const etag = `"${stat.size.toString(36)}-${Math.round(stat.mtimeMs).toString(36)}"`;
    response.setHeader('content-type', found.type);
    response.setHeader('etag', etag);
    response.setHeader('cache-control', cachingOf(pathname, found.type));
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304).end();
      return;
    }
    const body = await file.readFile();
    response.writeHead(200, { 'content-length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
  } finally {
    await file.close();
  }
}

function cachingOf(pathname: string, type: string): string {
  if (type.startsWith('text/html')) return 'no-store';
  return HASHED.test(pathname) ? 'private, max-age=31536000, immutable' : 'no-cache';
}

function notFound(response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end('Not found\n');
}
