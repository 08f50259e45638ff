/** A socket of a kernel's table that waits for others to come: TCP that listens, UDP without a peer. */
export interface ListeningSocket {
  protocol: 'tcp' | 'udp';
  /** "127.0.0.1", "0.0.0.0", "::1", "::". */
  ip: string;
  port: number;
  /** What `/proc/<pid>/fd` links to as `socket:[inode]`. */
  inode: string;
}

const TCP_LISTEN = '0A';
const UDP_UNCONNECTED = '07';

/**
 * Reads `/proc/net/tcp`, `tcp6`, `udp` or `udp6`: https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html
 */
export function parseListeners(table: string, protocol: 'tcp' | 'udp'): ListeningSocket[] {
  const waiting = protocol === 'tcp' ? TCP_LISTEN : UDP_UNCONNECTED;
  const sockets: ListeningSocket[] = [];
  for (const line of table.split('\n').slice(1)) {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    if (!local || !inode || state !== waiting) continue;
    const [address = '', port = ''] = local.split(':');
    sockets.push({ protocol, ip: readAddress(address), port: Number.parseInt(port, 16), inode });
  }
  return sockets;
}

/** __SO_ACCEPTCON, the flag of a socket that takes connections; SS_UNCONNECTED, as it and one that is only bound are. */
const [ACCEPTS, UNCONNECTED] = ['00010000', '01'];

/**
 * Whether connections are taken at a path, by `/proc/net/unix`: its file is there a moment before. One that ended may
 * be in the table for a while beside the one that took its place.
 */
export function acceptsConnections(table: string, path: string): boolean {
  const flagsOf = (line: string) => {
    const [, flags, state, place] = /^\S+: \S+ \S+ (\S+) \S+ (\S+) +\d+ (.*)$/.exec(line) ?? [];
    return place === path && state === UNCONNECTED ? flags : undefined;
  };
  const all = table
    .split('\n')
    .map(flagsOf)
    .filter((flags) => flags !== undefined);
  return all.length > 0 && all.every((flags) => flags === ACCEPTS);
}

/** Words of 32 bits in the order of a little-endian processor. */
function readAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, 'hex').reverse()]);
  if (bytes.length === 4) return bytes.join('.');
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (isMapped) return bytes.slice(12).join('.');
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((bytes[2 * i] ?? 0) * 256 + (bytes[2 * i + 1] ?? 0)).toString(16),
  );
  return shorten(groups);
}

/** The longest run of zeros becomes "::", as people write it. */
function shorten(groups: string[]): string {
  let best = { at: -1, length: 1 };
  for (let at = 0; at < groups.length; at++) {
    let length = 0;
    while (groups[at + length] === '0') length += 1;
    if (length > best.length) best = { at, length };
  }
  if (best.at < 0) return groups.join(':');
  return `${groups.slice(0, best.at).join(':')}::${groups.slice(best.at + best.length).join(':')}`;
}
