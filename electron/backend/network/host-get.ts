import type { HttpGet } from '../../../vm/downloads/download-file.ts';
import { type HostProxies, proxyFor } from './host-proxies.ts';
import { openRequest } from './proxy-tunnel.ts';

/** Asks for an address over the proxies of this computer, as they are at that moment. */
export function hostGet(proxies: () => HostProxies): HttpGet {
  return async (url, options) => {
    const call = await openRequest(url, proxyFor(url, proxies()), { ...options, agent: false }, {});
    return new Promise((resolve, reject) => {
      call.on('response', resolve).on('error', reject).end();
    });
  };
}
