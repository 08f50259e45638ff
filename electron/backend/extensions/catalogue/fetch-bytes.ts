import type { IncomingMessage } from 'node:http';
import { type RegistryAccess, trustedCertificates } from '../../credentials/registry/registry-trust.ts';
import { proxyFor } from '../../network/host-proxies.ts';
import { openRequest } from '../../network/proxy-tunnel.ts';

const MOST_REDIRECTS = 5;

export interface FetchBytesOptions {
  /** How this computer reaches the network, and whom it trusts. */
  access: Pick<RegistryAccess, 'proxies' | 'certificates' | 'certsFolders'>;
  /** In bytes. */
  limit: number;
  timeoutMs: number;
  /** Whether this address may be asked: redirects are looked at as well. */
  allows?: (url: URL) => boolean;
}

/**
 * What is at an address of the web, without logins or cookies; an encrypted way is never left for a plain one.
 * @throws Error in a few words
 */
export async function fetchBytes(address: string, options: FetchBytesOptions): Promise<Buffer> {
  const signal = AbortSignal.timeout(options.timeoutMs);
  let url = new URL(address);
  try {
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      if (!/^https?:$/.test(url.protocol) || options.allows?.(url) === false) {
        throw new Error(`'${url.origin}' is not asked`);
      }
      const answer = await ask(url, options, signal);
      const { statusCode = 0 } = answer;
      const { location } = answer.headers;
      if (location && [301, 302, 303, 307, 308].includes(statusCode)) {
        answer.destroy();
        const next = new URL(location, url);
        if (url.protocol === 'https:' && next.protocol !== 'https:') {
          throw new Error('it leads to an address that is not encrypted');
        }
        url = next;
      } else if (statusCode === 200) {
        return await readAll(answer, options.limit);
      } else {
        answer.destroy();
        throw new Error(`the server answers ${statusCode}`);
      }
    }
  } catch (error) {
    if (signal.aborted) throw new Error(`no answer within ${options.timeoutMs / 1000} s`);
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(code ?? message, { cause: error });
  }
  throw new Error('it leads in circles');
}

async function ask(url: URL, { access }: FetchBytesOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const tls = url.protocol === 'https:' ? { ca: await trustedCertificates(url.host, access) } : {};
  const options = { headers: { accept: '*/*' }, signal, agent: false as const };
  const call = await openRequest(url, proxyFor(url, access.proxies), options, tls);
  return await new Promise((resolve, reject) => {
    call.on('response', resolve).on('error', reject).end();
  });
}

async function readAll(answer: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop destroys the answer.
    if (size > limit) throw new Error(`it is larger than ${Math.round(limit / 1024)} KB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
