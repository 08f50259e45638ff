import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineReader } from '../../line-reader.ts';

export interface JsonServer {
  path: string;
  /** What clients sent, in order. */
  received: Record<string, unknown>[];
  close(): void;
}

/** A unix socket that speaks JSON lines, as QEMU and the guest agent do. */
export async function startJsonServer(handler: {
  onConnect?: (socket: Socket) => void;
  onValue: (value: Record<string, unknown>, socket: Socket) => void;
}): Promise<JsonServer> {
  const dir = mkdtempSync(join(tmpdir(), 'pier-json-'));
  const path = join(dir, 's.sock');
  const received: Record<string, unknown>[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    handler.onConnect?.(socket);
    const reader = new LineReader();
    socket.on('data', (bytes) => {
      for (const line of reader.push(bytes.filter((byte) => byte !== 0xff))) {
        const value = JSON.parse(line) as Record<string, unknown>;
        received.push(value);
        handler.onValue(value, socket);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    path,
    received,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
