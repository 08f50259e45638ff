import { injectScript } from './inject-script.ts';

/** A server that somebody develops with answers at once, or compiles first. In milliseconds. */
const ANSWER_MS = 60_000;

export interface DevAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/**
 * A part of a page from the server that it is developed with, in place of its files: its documents get the client's
 * script as well. @param path with its query @param script a whole element
 */
export async function answerFromSource(source: string, path: string, script: string): Promise<DevAnswer> {
  try {
    const base = new URL(source);
    // The page's folder is the source's: what begins at its root stays below it.
    const url = new URL(base.pathname.replace(/\/[^/]*$/, '') + path, base);
    const answer = await fetch(url, {
      headers: { accept: '*/*' },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const body = Buffer.from(await answer.arrayBuffer());
    const type = answer.headers.get('content-type') ?? 'application/octet-stream';
    return {
      status: answer.status,
      headers: { 'content-type': type, 'cache-control': 'no-store' },
      body: /^text\/html\b/i.test(type) ? injectScript(body, script) : body,
    };
  } catch (error) {
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
    return { status: 502, headers, body: Buffer.from(`${source} does not answer: ${String(error)}\n`) };
  }
}
