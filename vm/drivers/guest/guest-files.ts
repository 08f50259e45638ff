import type { ProxyVariables, Resolver } from '../driver.ts';
import { GUEST_NETWORK } from './guest-network.ts';

/** It asks as this computer does at the moment: QEMU's the first IPv4 name server, gvproxy's the system itself. */
const HOST_RESOLVER = GUEST_NETWORK.resolver;

export const NO_RESOLVER: Resolver = { search: [], options: [], furtherServers: [] };

/** The guest's own resolv.conf, of which the engine makes those of containers. */
export function resolvConf({ search, options }: Resolver): string {
  const lines = [`nameserver ${HOST_RESOLVER}`];
  if (search.length > 0) lines.push(`search ${search.join(' ')}`);
  if (options.length > 0) lines.push(`options ${options.join(' ')}`);
  return `${lines.join('\n')}\n`;
}

/** Who answers in the guest asks these, in this order. */
export function nameservers({ furtherServers }: Resolver): string {
  return [HOST_RESOLVER, ...furtherServers].map((server) => `nameserver ${server}\n`).join('');
}

/** Lines of VARIABLE=value. */
export function proxyFile(variables: ProxyVariables): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** What was written by proxyFile(). */
export function parseProxyFile(text: string): ProxyVariables {
  const pairs = text.split('\n').flatMap((line) => {
    const at = line.indexOf('=');
    return at > 0 ? [[line.slice(0, at), line.slice(at + 1)] as const] : [];
  });
  return Object.fromEntries(pairs);
}
