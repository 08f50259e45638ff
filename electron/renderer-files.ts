import { extname, join, normalize, sep } from 'node:path';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/**
 * Which file of the built renderer a page's request means, and its content type. Says nothing of whether the file is
 * there; undefined for whatever would leave the folder.
 * @param folder absolute path of the built renderer
 * @param pathname of the request's URL, as it came, percent-encoded
 */
export function rendererFile(folder: string, pathname: string): { path: string; type: string } | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return undefined;
  const path = normalize(join(folder, decoded === '/' ? 'index.html' : decoded));
  if (!path.startsWith(folder + sep)) return undefined;
  return { path, type: CONTENT_TYPES[extname(path)] ?? 'application/octet-stream' };
}
