import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../../../shared/errors.ts';
import { LineReader } from '../../../../vm/line-reader.ts';
import { sleep } from '../../../../vm/sleep.ts';
import type { Logger } from '../../log/logger.ts';
import { FramedStream } from './framed-stream.ts';

/** PowerShell compiles what it runs first, on a computer that may be busy starting. */
const READY_MS = 60_000;
const AGAIN_MS = 1000;

export interface PipeRelayOptions {
  /** Pipes for the world. The first has to be ours; the others are taken where nobody has them. */
  outer: readonly [string, ...string[]];
  onClient: (client: Duplex) => void;
  log: Logger;
  /** The program that serves the pipes; gets `inner` and all of `outer` as arguments. */
  command?: readonly [string, ...string[]];
  /** Where it finds this process. */
  inner?: string;
}

/**
 * Pipes of Windows on which the docker command can end its input and go on reading: `echo x | docker run -i …`. A pipe has no
 * half-close. Docker's own clients send an empty message for it, which exists on pipes that were made for messages, and
 * Node makes none. So another process serves these pipes (assets/windows/pipe-relay.cs), and hands each connection over to
 * this one in frames.
 */
export class PipeRelay {
  readonly #options: PipeRelayOptions;
  readonly #inner: string;
  readonly #clients = new Set<Duplex>();
  #server: Server | undefined;
  #child: ChildProcess | undefined;
  #isClosed = false;

  constructor(options: PipeRelayOptions) {
    this.#options = options;
    this.#inner = options.inner ?? `\\\\.\\pipe\\pier-relay-${randomBytes(16).toString('hex')}`;
  }

  /** Number of clients that are connected now. */
  get connections(): number {
    return this.#clients.size;
  }

  /** Resolves when the first pipe is open. @throws AppError home_in_use, capability_missing */
  async listen(): Promise<void> {
    const server = createServer((connection) => {
      const client = new FramedStream(connection);
      this.#clients.add(client);
      client.on('close', () => this.#clients.delete(client));
      client.on('error', () => {});
      this.#options.onClient(client);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#inner, resolve);
    });
    this.#server = server;
    await this.#start();
  }

  /** Ends all connections and the process that serves the pipes. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const client of this.#clients) client.destroy();
    const server = this.#server;
    this.#server = undefined;
    // It ends with its standard input.
    this.#child?.stdin?.end();
    this.#child?.kill();
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** Starts the process, and again whenever it ends. */
  async #start(): Promise<void> {
    const { outer, log, command = powershell() } = this.#options;
    const [program, ...args] = command;
    const child = spawn(program, [...args, this.#inner, ...outer], {
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.#child = child;
    child.stdin.on('error', () => {});
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-2000);
    });
    await new Promise<void>((resolve, reject) => {
      const fail = (cause: string) => reject(notServed(outer[0], cause));
      const timer = setTimeout(() => fail(`it was not ready within ${READY_MS / 1000} s`), READY_MS);
      const lines = new LineReader();
      child.stdout.on('data', (chunk: Buffer) => {
        for (const line of lines.push(chunk)) {
          const [word, pipe] = line.trim().split(' ');
          if (word === 'listening' && pipe === outer[0]) resolve();
          if (word === 'taken' && pipe === outer[0]) reject(inUse(outer[0]));
          else if (word === 'taken') log.warn('Another program serves this pipe.', { pipe });
        }
      });
      child.once('error', (error) => fail(error.message));
      child.once('exit', (code) => fail(complaint.trim() || `it ended with ${code}`));
      void sleep(0).then(() => timer.unref());
    });
    child.removeAllListeners('exit');
    child.once('exit', (code) => void this.#again(code));
    if (child.exitCode !== null) void this.#again(child.exitCode);
  }

  async #again(code: number | null): Promise<void> {
    for (;;) {
      if (this.#isClosed) return;
      this.#options.log.warn('What serves the docker pipes ended, and is started again.', { code });
      await sleep(AGAIN_MS);
      if (this.#isClosed) return;
      try {
        return await this.#start();
      } catch (error) {
        this.#options.log.error('The docker pipes are not served.', { error: String(error) });
      }
    }
  }
}

/** Windows has it, and a compiler in it: nothing has to be installed. */
function powershell(): readonly [string, ...string[]] {
  const program = join(
    process.env.SystemRoot || 'C:\\Windows',
    'System32\\WindowsPowerShell\\v1.0\\powershell.exe',
  );
  const script = findScript();
  return [
    program,
    ...['-NoLogo', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File', script],
  ];
}

/** Searched upwards, since a bundled file lies elsewhere than its source. @throws AppError not_built */
function findScript(from = fileURLToPath(import.meta.url)): string {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const script = join(folder, 'assets', 'windows', 'pipe-relay.ps1');
    if (existsSync(script)) return script;
    if (folder === dirname(folder)) break;
  }
  throw new AppError(
    'not_built',
    "Serve the docker pipe: 'pipe-relay.ps1' is missing.",
    'Install Pier again.',
  );
}

function inUse(pipe: string): AppError {
  return new AppError(
    'home_in_use',
    `Cannot listen on '${pipe}': another process listens there.`,
    'Quit the other Pier first, or set PIER_HOME to another folder.',
  );
}

function notServed(pipe: string, cause: string): AppError {
  return new AppError(
    'capability_missing',
    `Serve '${pipe}' with PowerShell: ${cause}.`,
    "Where this computer's rules forbid PowerShell to compile, docker works without the end of its input: containers that wait for it go on waiting.",
  );
}
