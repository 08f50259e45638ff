/** IP addresses and networks as text, checked the same way in a form and on the server. */

export interface IpAddress {
  family: 4 | 6;
  value: bigint;
}

export interface IpNetwork {
  address: IpAddress;
  prefix: number;
}

const BITS = { 4: 32, 6: 128 } as const;

/** undefined where it is no address. IPv4 parts have no leading zeros, which some programs read as octal. */
export function parseIpAddress(text: string): IpAddress | undefined {
  const value = text.includes(':') ? parseIpv6(text) : parseIpv4(text);
  if (value === undefined) return undefined;
  return { family: text.includes(':') ? 6 : 4, value };
}

/** `address/prefix`; undefined where it is no network. The address may be one inside of it. */
export function parseIpNetwork(text: string): IpNetwork | undefined {
  const [head = '', tail, ...more] = text.split('/');
  const address = parseIpAddress(head);
  if (!address || tail === undefined || more.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(tail)) return undefined;
  const prefix = Number(tail);
  return prefix <= BITS[address.family] ? { address, prefix } : undefined;
}

/** The first address of the network with its prefix: "10.1.1.1/24" is in "10.1.1.0/24". */
export function maskedNetwork({ address, prefix }: IpNetwork): string {
  const { family } = address;
  const hostBits = BigInt(BITS[family] - prefix);
  const value = (address.value >> hostBits) << hostBits;
  return `${formatIpAddress({ family, value })}/${prefix}`;
}

export function isInNetwork(address: IpAddress, network: IpNetwork): boolean {
  if (address.family !== network.address.family) return false;
  const hostBits = BigInt(BITS[address.family] - network.prefix);
  return address.value >> hostBits === network.address.value >> hostBits;
}

/** Whether an address belongs to both. */
export function networksOverlap(a: IpNetwork, b: IpNetwork): boolean {
  return a.prefix <= b.prefix ? isInNetwork(b.address, a) : isInNetwork(a.address, b);
}

/** IPv6 in the short form of RFC 5952. */
export function formatIpAddress({ family, value }: IpAddress): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16),
  );
  let longest = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (groups[start + length] === '0') length += 1;
    if (length > longest.length) longest = { start, length };
  }
  if (longest.start < 0) return groups.join(':');
  const before = groups.slice(0, longest.start).join(':');
  return `${before}::${groups.slice(longest.start + longest.length).join(':')}`;
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const before = expandIpv4(head ?? []);
  const after = expandIpv4(tail ?? []);
  if (!before || !after) return undefined;
  const missing = 8 - before.length - after.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...before, ...Array<string>(missing).fill('0'), ...after];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

/** "::ffff:10.0.0.1" ends in an IPv4 address, which stands for two groups. */
function expandIpv4(groups: string[]): string[] | undefined {
  const last = groups.at(-1);
  if (!last?.includes('.')) return groups;
  const value = parseIpv4(last);
  if (value === undefined) return undefined;
  return [...groups.slice(0, -1), (value >> 16n).toString(16), (value & 0xffffn).toString(16)];
}

/** A host as it stands before a port: an address of IPv6 in brackets. */
export function beforePort(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
