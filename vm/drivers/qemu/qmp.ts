import { Emitter } from '../../emitter.ts';
import { JsonSocket } from '../guest/json-socket.ts';

const ANSWER_TIMEOUT_MS = 10_000;

export interface QmpEvent {
  name: string;
  data: Record<string, unknown>;
}

/** An error that QEMU answered with. */
export class QmpError extends Error {
  override readonly name = 'QmpError';
}

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

/** QEMU's control socket: https://www.qemu.org/docs/master/interop/qmp-spec.html. One client at a time. */
export class QmpClient {
  readonly #socket: JsonSocket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #events = new Emitter<QmpEvent>();
  readonly closed: Promise<void>;
  #lastId = 0;

  private constructor(socket: JsonSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.onClose(() => {
        for (const { reject, timer } of this.#waiting.values()) {
          clearTimeout(timer);
          reject(new Error('QEMU closed its control socket.'));
        }
        this.#waiting.clear();
        resolve();
      });
    });
  }

  /**
   * Connects and negotiates.
   * @throws Error where QEMU does not greet within `timeoutMs`: it hangs, or another client holds the socket
   */
  static async open(path: string, timeoutMs: number): Promise<QmpClient> {
    const socket = await JsonSocket.open(path, timeoutMs);
    const client = new QmpClient(socket);
    try {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`QEMU does not greet at ${path} within ${timeoutMs / 1000} s.`)),
          timeoutMs,
        );
        void client.closed.then(() => reject(new Error('QEMU closed its control socket.')));
        socket.onValue((value) => {
          if ('QMP' in value) {
            clearTimeout(timer);
            resolve();
          } else client.#receive(value);
        });
      });
      await client.execute('qmp_capabilities', {}, timeoutMs);
      return client;
    } catch (error) {
      client.close();
      throw error;
    }
  }

  onEvent(listener: (event: QmpEvent) => void): () => void {
    return this.#events.on(listener);
  }

  /** @throws QmpError with QEMU's words, Error where the answer does not come in time or the socket closes */
  execute(
    command: string,
    args: Record<string, unknown> = {},
    timeoutMs = ANSWER_TIMEOUT_MS,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new Error(`QEMU does not answer '${command}' within ${timeoutMs / 1000} s.`));
      }, timeoutMs);
      this.#waiting.set(id, { resolve, reject, timer });
      this.#socket.send({ execute: command, arguments: args, id });
    });
  }

  /** A command of the human monitor, for the few things QMP has no command for. Resolves with its output. */
  async human(line: string): Promise<string> {
    return String(await this.execute('human-monitor-command', { 'command-line': line }));
  }

  /** The version of the QEMU that runs: "7.2.22". The one on the disk may be another one by now. */
  async version(): Promise<string> {
    const { qemu } = (await this.execute('query-version')) as { qemu: Record<string, number> };
    return `${qemu.major}.${qemu.minor}.${qemu.micro}`;
  }

  /** Lets go of the socket; the machine goes on. */
  close(): void {
    this.#events.clear();
    this.#socket.close();
  }

  #receive(value: Record<string, unknown>): void {
    if (typeof value.event === 'string') {
      this.#events.emit({ name: value.event, data: (value.data ?? {}) as Record<string, unknown> });
      return;
    }
    const waiting = this.#waiting.get(Number(value.id));
    if (!waiting) return;
    this.#waiting.delete(Number(value.id));
    clearTimeout(waiting.timer);
    if ('return' in value) waiting.resolve(value.return);
    else
      waiting.reject(
        new QmpError((value.error as { desc?: string } | undefined)?.desc ?? 'unknown QMP error'),
      );
  }
}
