import { BlockList, isIP } from 'node:net';
import { isLoopback } from '../../../shared/model/proxy.ts';

/** Through what this computer reaches the network. */
export interface HostProxies {
  http?: URL;
  https?: URL;
  /** Names and networks that need none, with commas. */
  noProxy: string;
}

/**
 * The proxy for an address; undefined where it is reached without one. Read as the engine reads it, so that both ask the
 * same: "example.com" is also what is below it, ".example.com" that alone, "*" everything.
 * @see https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
 */
export function proxyFor(url: URL, { http, https, noProxy }: HostProxies): URL | undefined {
  const proxy = url.protocol === 'https:' ? https : http;
  if (!proxy || isLoopback(url)) return undefined;
  const rules = noProxy.split(',').filter(Boolean);
  return rules.some((rule) => isCovered(url, rule.toLowerCase())) ? undefined : proxy;
}

function isCovered(url: URL, rule: string): boolean {
  if (rule === '*') return true;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const [network = '', bits] = rule.split('/');
  if (bits !== undefined) return isIP(network) > 0 && isIP(host) > 0 && isWithin(host, network, Number(bits));
  const [, name = '', port] = /^(\[[^\]]+\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(rule) ?? [];
  if (port !== undefined && port !== (url.port || (url.protocol === 'https:' ? '443' : '80'))) return false;
  const domain = name.replace(/^\*(?=\.)/, '').replace(/^\[|\]$/g, '');
  if (domain.startsWith('.')) return host.endsWith(domain);
  return host === domain || host.endsWith(`.${domain}`);
}

function isWithin(address: string, network: string, bits: number): boolean {
  const list = new BlockList();
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  try {
    list.addSubnet(network, bits, family);
  } catch {
    return false;
  }
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
