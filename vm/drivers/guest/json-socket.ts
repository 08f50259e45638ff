import { connect, type Socket } from 'node:net';
import { LineReader } from '../../line-reader.ts';

/** One JSON value per line over a unix socket: what QMP and the guest agent speak. */
export class JsonSocket {
  readonly #socket: Socket;
  readonly #reader = new LineReader();

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** @throws Error where nobody listens at the path within `timeoutMs` */
  static open(path: string, timeoutMs: number): Promise<JsonSocket> {
    return new Promise((resolve, reject) => {
      const socket = connect(path);
      const timer = setTimeout(() => socket.destroy(new Error(`no connection to ${path}`)), timeoutMs);
      socket.once('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
      socket.once('connect', () => {
        clearTimeout(timer);
        socket.on('error', () => {});
        resolve(new JsonSocket(socket));
      });
    });
  }

  /** Lines that are not JSON are skipped: the guest agent answers a flushed parser with noise. */
  onValue(listener: (value: Record<string, unknown>) => void): void {
    this.#socket.on('data', (bytes) => {
      for (const line of this.#reader.push(withoutSentinels(bytes))) {
        const value = parseObject(line);
        if (value) listener(value);
      }
    });
  }

  onClose(listener: () => void): void {
    if (this.#socket.closed) listener();
    else this.#socket.once('close', listener);
  }

  send(value: unknown, prefix?: Uint8Array): void {
    if (prefix) this.#socket.write(prefix);
    this.#socket.write(`${JSON.stringify(value)}\n`);
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** 0xFF never occurs in UTF-8: the guest agent puts it before an answer to set it off from what was there. */
function withoutSentinels(bytes: Buffer): Uint8Array {
  return bytes.includes(0xff) ? bytes.filter((byte) => byte !== 0xff) : bytes;
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
