import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** Where newer versions come from, and whose word is taken for them. */
export interface UpdateSource {
  /** Of the folder that has the metadata and the files, with a slash at its end. */
  url: string;
  /** Ed25519: 32 bytes each, as base64. More than one while a key is being replaced. */
  publicKeys: readonly string[];
}

const schema = z.object({
  url: z.string().refine(isSafe),
  publicKeys: z.array(z.string().regex(/^[A-Za-z0-9+/]{43}=$/)).min(1),
});

/** Over TLS; a server on this computer itself needs none. */
function isSafe(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', '[::1]'].includes(hostname));
}

/** @returns undefined where a source has no place, or no key */
export function parseUpdateSource(content: unknown): UpdateSource | undefined {
  const parsed = schema.safeParse(content);
  if (!parsed.success) return undefined;
  const { url, publicKeys } = parsed.data;
  return { url: url.endsWith('/') ? url : `${url}/`, publicKeys };
}

/**
 * What this Pier was packaged with: assets/update-source.json, within the archive whose integrity Electron looks at. It
 * is empty until there are releases.
 * @param path of that file
 */
export async function readUpdateSource(path: string): Promise<UpdateSource | undefined> {
  return readFile(path, 'utf8').then(
    (text) => parseUpdateSource(JSON.parse(text)),
    () => undefined,
  );
}
