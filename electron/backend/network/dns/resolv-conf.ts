import { isIPv4 } from 'node:net';
import type { Resolver } from '../../../../vm/drivers/driver.ts';

/** So many name servers are asked: resolv.conf(5), MAXNS. */
const MOST_SERVERS = 3;
const HEEDED_OPTIONS = /^(ndots|timeout|attempts):\d{1,2}$/;
const DOMAIN = /^[\w-]+(\.[\w-]+)*\.?$/;

/** What of a resolv.conf(5) a guest has to be told. Its first IPv4 name server is asked by the machine's network. */
export function parseResolvConf(text: string): Resolver {
  const servers: string[] = [];
  let search: string[] = [];
  let options: string[] = [];
  for (const line of text.split('\n')) {
    const [word, ...values] = line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/);
    switch (word) {
      case 'nameserver':
        if (values[0] && isIPv4(values[0])) servers.push(values[0]);
        break;
      // The last of them counts.
      case 'search':
      case 'domain':
        search = values.filter((domain) => DOMAIN.test(domain));
        break;
      case 'options':
        options = [...options, ...values.filter((option) => HEEDED_OPTIONS.test(option))];
        break;
    }
  }
  // A loopback address is another one in the guest.
  const further = servers.slice(1, MOST_SERVERS).filter((server) => !server.startsWith('127.'));
  return { search, options, furtherServers: [...new Set(further)].filter((server) => server !== servers[0]) };
}
