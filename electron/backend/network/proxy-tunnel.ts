import { type ClientRequest, request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';

/** A proxy that does not lead where it was asked to. */
export class ProxyRefusal extends Error {}

export interface ProxiedOptions extends RequestOptions {
  /** By CONNECT in any case: for what becomes another protocol than HTTP. */
  tunnels?: boolean;
}

/**
 * A request to an address: itself, or over a proxy where there is one.
 * @param tls for the address itself
 * @throws ProxyRefusal; Error of the network
 */
export async function openRequest(
  url: URL,
  proxy: URL | undefined,
  options: ProxiedOptions,
  tls: ConnectionOptions,
): Promise<ClientRequest> {
  // What fails at once (no route, a refused name) tells so in the next tick: before it the caller is to have the request.
  await Promise.resolve();
  if (proxy) return requestOverProxy(url, proxy, options, tls);
  return url.protocol === 'https:' ? httpsRequest(url, { ...options, ...tls }) : httpRequest(url, options);
}

/** By CONNECT where the address is https, else with the whole address in its first line. */
async function requestOverProxy(
  url: URL,
  proxy: URL,
  { tunnels = false, ...options }: ProxiedOptions,
  tls: ConnectionOptions,
): Promise<ClientRequest> {
  if (!/^https?:$/.test(proxy.protocol)) {
    throw new ProxyRefusal(`a proxy of the kind '${proxy.protocol.replace(':', '')}' is not understood`);
  }
  const ask = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
  const login = authorizationOf(proxy);
  const port = proxy.port || (proxy.protocol === 'https:' ? 443 : 80);
  const place = { host: proxy.hostname.replace(/^\[|\]$/g, ''), port, agent: false as const };
  if (url.protocol === 'http:' && !tunnels) {
    const headers = { ...options.headers, host: url.host, ...login };
    return ask({ ...options, ...place, path: url.href, headers });
  }
  const isSafe = url.protocol === 'https:';
  const target = `${url.hostname}:${url.port || (isSafe ? 443 : 80)}`;
  const { signal } = options;
  const call = ask({
    ...place,
    method: 'CONNECT',
    path: target,
    headers: { host: target, ...login },
    ...(signal && { signal }),
  });
  const socket = await new Promise<Socket>((resolve, reject) => {
    call.on('error', reject);
    call.on('response', ({ statusCode }) => reject(refusal(statusCode)));
    call.on('connect', ({ statusCode }, through: Socket) => {
      if (statusCode === 200) resolve(through);
      else {
        through.destroy();
        reject(refusal(statusCode));
      }
    });
    call.end();
  });
  const servername = url.hostname.replace(/^\[|\]$/g, '');
  // An agent, also a `false` one, would connect by itself.
  const { agent: _, ...rest } = options;
  if (!isSafe) return httpRequest(url, { ...rest, createConnection: () => socket });
  return httpsRequest(url, {
    ...rest,
    createConnection: () => connectTls({ ...tls, socket, servername, host: servername }),
  });
}

function authorizationOf({ username, password }: URL): { 'proxy-authorization'?: string } {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

function refusal(status: number | undefined): ProxyRefusal {
  return new ProxyRefusal(
    status === 407 ? 'the proxy wants another user or password' : `the proxy refuses (${status})`,
  );
}
