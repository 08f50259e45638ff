import type { ClientRequest, IncomingHttpHeaders } from 'node:http';
import type { ConnectionOptions } from 'node:tls';
import { AppError } from '../../../../shared/errors.ts';
import { proxyFor } from '../../network/host-proxies.ts';
import { openRequest, ProxyRefusal } from '../../network/proxy-tunnel.ts';
import { type RegistryAccess, trustedCertificates } from './registry-trust.ts';

const ANSWER_MS = 20_000;
/** More than any page of a catalogue has, in bytes. */
const ANSWER_LIMIT = 8 * 1024 * 1024;

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

export interface Sending {
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
}

/**
 * Asks a registry, or the server of its tokens. A redirect is not followed.
 * @param trustsAny certificate
 * @throws AppError `registry_failed`
 */
export async function fetchText(
  url: URL,
  { method = 'GET', headers = {}, body }: Sending,
  access: RegistryAccess,
  trustsAny: boolean,
): Promise<Answer> {
  const tls: ConnectionOptions = trustsAny
    ? { rejectUnauthorized: false }
    : { ca: url.protocol === 'https:' ? await trustedCertificates(url.host, access) : [] };
  const options = { method, headers, signal: AbortSignal.timeout(ANSWER_MS), agent: false as const };
  const proxy = proxyFor(url, access.proxies);
  try {
    return await answerTo(await openRequest(url, proxy, options, tls), body);
  } catch (error) {
    throw unreachable(error as NodeJS.ErrnoException, { url, proxy, access });
  }
}

function answerTo(call: ClientRequest, body: string | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    call.on('error', reject);
    call.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > ANSWER_LIMIT) call.destroy(new Error('it says too much'));
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    call.end(body);
  });
}

function unreachable(
  error: NodeJS.ErrnoException,
  { url, proxy, access }: { url: URL; proxy: URL | undefined; access: RegistryAccess },
): AppError {
  const code = error.code ?? '';
  const said =
    error.name === 'TimeoutError' ? `no answer within ${ANSWER_MS / 1000} s` : code || error.message;
  // By its name alone: the address may hold a password.
  const cause = proxy ? `${said}, over the proxy '${proxy.host}'` : said;
  const folder = `${access.certsFolders[0]}/${url.host}`;
  const hint = /CERT|SIGNATURE|ISSUER|SELF_SIGNED|ALTNAME/.test(code)
    ? `Where an authority of your own signs its certificate, add that under Registries > Mirrors and trust, or put it into ${folder}/ca.crt.`
    : error instanceof ProxyRefusal
      ? 'Correct the proxy in Settings > Network, or except this registry from it.'
      : 'Check the address, network, VPN and proxy, and that the registry runs.';
  return new AppError('registry_failed', `Ask '${url.host}': ${cause}.`, hint);
}
