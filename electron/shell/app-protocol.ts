import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { isOwnPage } from './addresses.ts';

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * Answers a request for `app://pier/<path>` from the folder of the built renderer, and nothing outside it.
 * @param folder absolute path of the built renderer
 * @param headers sent with every answer: the content security policy and its like
 */
export async function serveAppFile(
  folder: string,
  url: string,
  headers: Record<string, string>,
): Promise<Response> {
  const path = filePath(folder, url);
  if (!path) return new Response('Not found', { status: 404, headers });
  const body = await readFile(path).catch(() => undefined);
  if (!body) return new Response('Not found', { status: 404, headers });
  const type = CONTENT_TYPES[extname(path)] ?? 'application/octet-stream';
  return new Response(new Uint8Array(body), { headers: { ...headers, 'content-type': type } });
}

function filePath(folder: string, url: string): string | undefined {
  if (!isOwnPage(url)) return undefined;
  let pathname: string;
  try {
    pathname = decodeURIComponent(new URL(url).pathname);
  } catch {
    return undefined;
  }
  if (pathname.includes('\0') || pathname.includes('\\')) return undefined;
  const path = normalize(join(folder, pathname === '/' ? 'index.html' : pathname));
  return path.startsWith(folder + sep) ? path : undefined;
}
