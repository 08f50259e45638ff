import { directGet } from '../../../vm/downloads/direct-get.ts';
import type { HttpGet } from '../../../vm/downloads/download-file.ts';
import { type HostProxies, proxyFor } from './host-proxies.ts';
import { requestOverProxy } from './proxy-tunnel.ts';

/** Asks for an address over the proxies of this computer, as they are at that moment. */
export function hostGet(proxies: () => HostProxies): HttpGet {
  return async (url, options) => {
    const proxy = proxyFor(url, proxies());
    if (!proxy) return directGet(url, options);
    const call = await requestOverProxy(url, proxy, { ...options, agent: false }, {});
    return new Promise((resolve, reject) => {
      call.on('response', resolve).on('error', reject).end();
    });
  };
}
