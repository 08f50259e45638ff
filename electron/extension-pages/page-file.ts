import { realpath } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { OWN_PATH } from '../../shared/dd-client/own-paths.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.aac': 'audio/aac',
  '.avif': 'image/avif',
  '.bmp': 'image/bmp',
  '.cjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.eot': 'application/vnd.ms-fontobject',
  '.gif': 'image/gif',
  '.htm': 'text/html; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.ogg': 'audio/ogg',
  '.otf': 'font/otf',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.webm': 'video/webm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.xhtml': 'application/xhtml+xml',
  '.xml': 'text/xml; charset=utf-8',
  '.yaml': 'text/plain; charset=utf-8',
  '.yml': 'text/plain; charset=utf-8',
};

/**
 * The file that a page of an extension asks for, and its content type; undefined for what would leave its folder, by its
 * name or by a link, and for what is not there. "/" and folders are their index.html.
 * @param folder absolute path of the page's files @param pathname as it came, percent-encoded
 */
export async function pageFile(
  folder: string,
  pathname: string,
): Promise<{ path: string; type: string } | undefined> {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (decoded.includes('\0') || decoded.includes('\\') || decoded.startsWith(OWN_PATH)) return undefined;
  const wanted = normalize(join(folder, decoded.endsWith('/') ? `${decoded}index.html` : decoded));
  if (!wanted.startsWith(folder + sep)) return undefined;
  try {
    const [root, path] = await Promise.all([realpath(folder), realpath(wanted)]);
    if (!path.startsWith(root + sep)) return undefined;
    return { path, type: CONTENT_TYPES[extname(wanted).toLowerCase()] ?? 'application/octet-stream' };
  } catch {
    return undefined;
  }
}
