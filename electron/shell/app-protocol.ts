import { readFile } from 'node:fs/promises';
import { rendererFile } from '../renderer-files.ts';
import { isOwnPage } from './addresses.ts';

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
  const file = isOwnPage(url) ? rendererFile(folder, new URL(url).pathname) : undefined;
  const body = file && (await readFile(file.path).catch(() => undefined));
  if (!body) return new Response('Not found', { status: 404, headers });
  return new Response(new Uint8Array(body), { headers: { ...headers, 'content-type': file.type } });
}
