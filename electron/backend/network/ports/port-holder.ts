import { readFile } from 'node:fs/promises';
import { findHolder, type Holder } from '../../../../vm/find-holder.ts';
import { type ListeningSocket, parseListeners } from '../../../../vm/proc-net.ts';

interface Port {
  protocol: 'tcp' | 'udp';
  ip: string;
  port: number;
}

/**
 * The process that keeps `port` from being taken, on Linux and where this user may see it: those of other users it may
 * not. undefined elsewhere. As slow as findHolder().
 */
export async function findPortHolder(port: Port, proc = '/proc'): Promise<Holder | undefined> {
  const sockets = new Set<string>();
  for (const table of [port.protocol, `${port.protocol}6`]) {
    const text = await readFile(`${proc}/net/${table}`, 'utf8').catch(() => '');
    for (const socket of parseListeners(text, port.protocol)) {
      if (conflicts(socket, port)) sockets.add(`socket:[${socket.inode}]`);
    }
  }
  return sockets.size === 0 ? undefined : findHolder(sockets, proc);
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
