import { sleep } from '../../sleep.ts';
import { JsonSocket } from './json-socket.ts';

const ANSWER_TIMEOUT_MS = 10_000;
/** Switching a processor stops all others for a moment, and an emulated one takes its time. */
const SLOW_ANSWER_MS = 30_000;
/** A large disk that was never trimmed. */
const TRIM_MS = 300_000;
/** Where the guest has its data disk (guest/root/etc/pier/functions). */
const DATA_MOUNT = '/run/pier/data';
const EXEC_POLL_MS = 100;
const READ_BYTES = 64 * 1024;
const SENTINEL = new Uint8Array([0xff]);

export interface GuestExecResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/**
 * The agent inside the guest: https://www.qemu.org/docs/master/interop/qemu-ga-ref.html. Each call opens the
 * socket and synchronises first: what an earlier client left half done is not taken for an answer. Calls wait for
 * each other.
 */
export class GuestAgent {
  readonly #path: string;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(socketPath: string) {
    this.#path = socketPath;
  }

  /** Resolves where the agent answers. */
  async ping(timeoutMs = ANSWER_TIMEOUT_MS): Promise<void> {
    await this.#call('guest-ping', {}, timeoutMs);
  }

  /** Powers the guest off. Resolves when the agent has taken it: it does not answer this command. */
  async shutdown(timeoutMs = ANSWER_TIMEOUT_MS): Promise<void> {
    await this.#session(timeoutMs, async (session) => {
      session.send('guest-shutdown', { mode: 'powerdown' });
      // An answer can only be an error; the socket's close is the machine's end.
      await Promise.race([session.answer(), session.closed, sleep(1000)]);
    });
  }

  /** The guest's clock, in milliseconds since the epoch. */
  async time(): Promise<number> {
    return ((await this.#call('guest-get-time', {})) as number) / 1_000_000;
  }

  /** Sets the guest's clock to the host's. */
  async setTime(): Promise<void> {
    await this.#session(ANSWER_TIMEOUT_MS, (session) => {
      // The time of now, not of when it was asked for: calls wait for each other.
      session.send('guest-set-time', { time: Date.now() * 1_000_000 });
      // It sets the clock, and then that of the machine by a program that the guest has no need of.
      return session.answer().catch((error: unknown) => {
        if (!String(error).includes('hardware clock')) throw error;
      });
    });
  }

  /** How many processors the guest uses, and which of them can be switched. */
  async vcpus(): Promise<GuestCpu[]> {
    const cpus = (await this.#call('guest-get-vcpus', {})) as AgentCpu[];
    return cpus.map((cpu) => ({
      id: cpu['logical-id'],
      online: cpu.online,
      canOffline: cpu['can-offline'] ?? false,
    }));
  }

  /** Switches processors on and off, in that order. @throws Error where one of them stays as it is */
  async setVcpus(changes: readonly { id: number; online: boolean }[]): Promise<void> {
    let left = changes;
    while (left.length > 0) {
      const vcpus = left.map(({ id, online }) => ({ 'logical-id': id, online }));
      // Those that it could do before one failed are counted.
      const done = Number(await this.#call('guest-set-vcpus', { vcpus }, SLOW_ANSWER_MS));
      if (!(done > 0)) throw new Error('The guest does not switch its processors.');
      left = left.slice(done);
    }
  }

  /** Tells the disks which blocks its file systems do not use. @throws Error with the agent's words */
  async trim(): Promise<void> {
    const { paths } = (await this.#call('guest-fstrim', {}, TRIM_MS)) as {
      paths: { path: string; error?: string }[];
    };
    const data = paths.filter(({ path }) => path === DATA_MOUNT);
    if (data.length === 0) throw new Error('The guest does not trim its data disk.');
    for (const { error } of data) if (error) throw new Error(`The data disk cannot be trimmed: ${error}`);
  }

  /**
   * Runs a program in the guest and waits for its end.
   * @param input for its standard input
   * @throws Error where the program cannot be started or takes longer than `timeoutMs`
   */
  async exec(path: string, args: string[], timeoutMs = 60_000, input?: string): Promise<GuestExecResult> {
    const deadline = Date.now() + timeoutMs;
    const started = await this.#call('guest-exec', {
      path,
      arg: args,
      'capture-output': true,
      ...(input === undefined ? {} : { 'input-data': Buffer.from(input).toString('base64') }),
    });
    const { pid } = started as { pid: number };
    while (Date.now() < deadline) {
      const status = (await this.#call('guest-exec-status', { pid })) as ExecStatus;
      if (status.exited) {
        return {
          exitCode: status.exitcode ?? 128 + (status.signal ?? 0),
          stdout: decode(status['out-data']),
          stderr: decode(status['err-data']),
        };
      }
      await sleep(EXEC_POLL_MS);
    }
    throw new Error(`'${path}' did not end in the guest within ${timeoutMs / 1000} s.`);
  }

  /** The text of a file of the guest. Made for the small ones of /proc. @throws Error with the agent's words */
  readFile(path: string, timeoutMs = ANSWER_TIMEOUT_MS): Promise<string> {
    return this.#session(timeoutMs, async (session) => {
      const ask = (command: string, args: Record<string, unknown>) => {
        session.send(command, args);
        return session.answer();
      };
      const handle = await ask('guest-file-open', { path, mode: 'r' });
      const parts: Buffer[] = [];
      try {
        for (;;) {
          const answer = await ask('guest-file-read', { handle, count: READ_BYTES });
          const { 'buf-b64': base64, count, eof } = answer as FileRead;
          parts.push(Buffer.from(base64, 'base64'));
          if (eof || count === 0) return Buffer.concat(parts).toString('utf8');
        }
      } finally {
        await ask('guest-file-close', { handle });
      }
    });
  }

  /** Replaces a small file of the guest whole. @throws Error with the guest's words */
  async writeFile(path: string, text: string, mode: number): Promise<void> {
    const script = 'umask 077; cat >"$0.new" && chmod "$1" "$0.new" && mv "$0.new" "$0"';
    const { exitCode, stderr } = await this.exec(
      '/bin/sh',
      ['-c', script, path, mode.toString(8)],
      ANSWER_TIMEOUT_MS,
      text,
    );
    if (exitCode !== 0) throw new Error(`Write '${path}' in the guest: ${stderr.trim()}`);
  }

  #call(command: string, args: Record<string, unknown>, timeoutMs = ANSWER_TIMEOUT_MS): Promise<unknown> {
    return this.#session(timeoutMs, (session) => {
      session.send(command, args);
      return session.answer();
    });
  }

  #session<T>(timeoutMs: number, work: (session: AgentSession) => Promise<T>): Promise<T> {
    const run = this.#queue.then(async () => {
      const session = new AgentSession(await JsonSocket.open(this.#path, timeoutMs), timeoutMs);
      try {
        await session.synchronise();
        return await work(session);
      } finally {
        session.close();
      }
    });
    this.#queue = run.catch(() => {});
    return run;
  }
}

export interface GuestCpu {
  id: number;
  online: boolean;
  canOffline: boolean;
}

interface AgentCpu {
  'logical-id': number;
  online: boolean;
  'can-offline'?: boolean;
}

interface FileRead {
  'buf-b64': string;
  count: number;
  eof: boolean;
}

interface ExecStatus {
  exited: boolean;
  exitcode?: number;
  signal?: number;
  'out-data'?: string;
  'err-data'?: string;
}

function decode(base64: string | undefined): string {
  return base64 ? Buffer.from(base64, 'base64').toString('utf8') : '';
}

/** One connection to the agent. */
class AgentSession {
  readonly closed: Promise<void>;
  readonly #socket: JsonSocket;
  readonly #timeoutMs: number;
  #listener: (value: Record<string, unknown>) => void = () => {};

  constructor(socket: JsonSocket, timeoutMs: number) {
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
    this.closed = new Promise((resolve) => socket.onClose(resolve));
    socket.onValue((value) => this.#listener(value));
  }

  send(command: string, args: Record<string, unknown>, prefix?: Uint8Array): void {
    this.#socket.send({ execute: command, arguments: args }, prefix);
  }

  async synchronise(): Promise<void> {
    const id = Math.floor(Math.random() * 2 ** 31);
    // The sentinel makes the agent drop half a command that a client before this one left.
    this.send('guest-sync-delimited', { id }, SENTINEL);
    await this.#next((value) => (value.return === id ? { value: undefined } : undefined));
  }

  /** The next answer. @throws Error with the agent's words */
  answer(): Promise<unknown> {
    return this.#next((value) => {
      if ('return' in value) return { value: value.return };
      throw new Error(`The guest agent answers: ${(value.error as { desc?: string } | undefined)?.desc}`);
    });
  }

  close(): void {
    this.#socket.close();
  }

  #next<T>(pick: (value: Record<string, unknown>) => { value: T } | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`The guest agent does not answer within ${this.#timeoutMs / 1000} s.`)),
        this.#timeoutMs,
      );
      void this.closed.then(() => {
        clearTimeout(timer);
        reject(new Error('The guest agent is gone.'));
      });
      this.#listener = (value) => {
        try {
          const picked = pick(value);
          if (!picked) return;
          clearTimeout(timer);
          resolve(picked.value);
        } catch (error) {
          clearTimeout(timer);
          reject(error);
        }
      };
    });
  }
}
