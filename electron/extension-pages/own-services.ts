import { lookup as lookupName } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { EngineEndpoint } from '../../vm/drivers/driver.ts';

/** What was asked for is Pier's own, and not open to extensions. */
export class OwnServiceError extends Error {
  override readonly name = 'OwnServiceError';

  constructor(host: string, port: number) {
    super(`'${host}:${port}' is a service of Pier`);
  }
}

/** Services of Pier on this computer, which no request of an extension may reach by whatever name. */
export class OwnServices {
  readonly #ports: () => readonly number[];

  /** @param ports that Pier listens at now, and its engine */
  constructor(ports: () => readonly number[]) {
    this.#ports = ports;
  }

  /** @param address numeric @throws OwnServiceError */
  check(address: string, port: number): void {
    if (this.#ports().includes(port) && isThisComputer(address)) throw new OwnServiceError(address, port);
  }

  /**
   * For `net.connect`: answers only addresses that may be connected to, so that no name is looked up twice. Names below
   * "localhost" are this computer, as browsers have it. An address that is written as such is looked up by nobody: see
   * checkHost().
   */
  lookup(port: number): LookupFunction {
    return (hostname, options, callback) => {
      const answer = (addresses: readonly { address: string; family: number }[]) => {
        try {
          for (const { address } of addresses) this.check(address, port);
        } catch (error) {
          return callback(error as NodeJS.ErrnoException, '', 4);
        }
        const [first] = addresses;
        if (options.all) callback(null, [...addresses]);
        else callback(null, first?.address ?? '', first?.family);
      };
      if (/(^|\.)localhost\.?$/i.test(hostname)) {
        answer([
          { address: '127.0.0.1', family: 4 },
          { address: '::1', family: 6 },
        ]);
        return;
      }
      lookupName(hostname, { all: true }, (error, addresses) => {
        if (error) callback(error, '', 4);
        else answer(addresses);
      });
    };
  }

  /**
   * Where somebody else looks the name up and connects (Chromium, a proxy): no name at all leads to a port of Pier's, since
   * what it stands for now is not what it stands for then. @throws OwnServiceError
   */
  checkUnseen(url: URL): void {
    this.checkHost(url);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = portOf(url);
    if (!isIP(host) && this.#ports().includes(port)) throw new OwnServiceError(host, port);
  }

  /** Of a URL, whose parser has made one form of all that an address can be written in. @throws OwnServiceError */
  checkHost(url: URL): void {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host)) this.check(host, portOf(url));
  }
}

/** Of an engine that is reached by a port of this computer, or maybe is: a name can stand for it. */
export function enginePorts(engine: EngineEndpoint | undefined): number[] {
  if (engine?.kind !== 'tls') return [];
  return !isIP(engine.host) || isThisComputer(engine.host) ? [engine.port] : [];
}

export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' || url.protocol === 'wss:' ? 443 : 80;
}

/** Whether a numeric address leads to this computer: loopback, unspecified, or one of its interfaces. */
export function isThisComputer(address: string): boolean {
  const here = new BlockList();
  here.addSubnet('127.0.0.0', 8, 'ipv4');
  here.addSubnet('0.0.0.0', 8, 'ipv4');
  here.addAddress('::1', 'ipv6');
  here.addAddress('::', 'ipv6');
  for (const { address: own, family } of Object.values(networkInterfaces()).flatMap((each) => each ?? [])) {
    here.addAddress(own.split('%')[0] as string, family === 'IPv6' ? 'ipv6' : 'ipv4');
  }
  const plain = address.split('%')[0] as string;
  return here.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}
