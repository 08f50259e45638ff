import { readdir, readFile, readlink } from 'node:fs/promises';
import { type ListeningSocket, parseListeners } from '../../../../vm/proc-net.ts';

export interface PortHolder {
  pid: number;
  name: string;
}

interface Port {
  protocol: 'tcp' | 'udp';
  ip: string;
  port: number;
}

/**
 * The process that keeps `port` from being taken, on Linux and where this user may see it: those of other users it may
 * not. undefined elsewhere. Takes a tenth of a second, so it is asked where something failed, not before.
 */
export async function findPortHolder(port: Port, proc = '/proc'): Promise<PortHolder | undefined> {
  const sockets = new Set<string>();
  for (const table of [port.protocol, `${port.protocol}6`]) {
    const text = await readFile(`${proc}/net/${table}`, 'utf8').catch(() => '');
    for (const socket of parseListeners(text, port.protocol)) {
      if (conflicts(socket, port)) sockets.add(`socket:[${socket.inode}]`);
    }
  }
  if (sockets.size === 0) return undefined;
  const names = await readdir(proc).catch(() => [] as string[]);
  for (const pid of names.filter((name) => /^\d+$/.test(name))) {
    if (!(await holdsOne(`${proc}/${pid}/fd`, sockets))) continue;
    const name = await readFile(`${proc}/${pid}/comm`, 'utf8').catch(() => '');
    return { pid: Number(pid), name: name.trim() || 'unknown' };
  }
  return undefined;
}

/** A socket for all addresses is in the way of one for a single address, and the other way round. */
export function conflicts(socket: Omit<ListeningSocket, 'inode'>, port: Port): boolean {
  if (socket.port !== port.port || socket.protocol !== port.protocol) return false;
  const isSix = port.ip.includes(':');
  if (socket.ip === '::') return true;
  if (socket.ip === '0.0.0.0') return !isSix;
  if (port.ip === '::') return socket.ip.includes(':');
  if (port.ip === '0.0.0.0') return !socket.ip.includes(':');
  return socket.ip === port.ip;
}

async function holdsOne(folder: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const fds = await readdir(folder).catch(() => [] as string[]);
  for (const fd of fds) {
    if (sockets.has(await readlink(`${folder}/${fd}`).catch(() => ''))) return true;
  }
  return false;
}
