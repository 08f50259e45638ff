import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { parseQuietList } from './parse-list.ts';
import { parseVersion, type WslVersion } from './parse-version.ts';
import { WslFailed, wslErrorCode } from './wsl-error.ts';
import { decodeWslText } from './wsl-text.ts';

/** Longer than a machine takes that WSL starts first. */
const ANSWER_MS = 60_000;
/** A system of hundreds of megabytes onto a slow disk, past a virus scanner. */
const IMPORT_MS = 900_000;
/** -1, as Windows tells it, and as this does where a stand-in runs. */
const REFUSED = [0xffff_ffff, 255];

export interface WslOptions {
  /** The program, and arguments before all others: wsl.exe alone where it is the real one. */
  command: readonly [string, ...string[]];
  env: NodeJS.ProcessEnv;
}

export interface WslResult {
  exitCode: number | null;
  stdout: Buffer;
  stderr: Buffer;
}

/**
 * wsl.exe. What it says is in the language of this computer: only exit codes, error codes, names and numbers are read.
 * @see https://learn.microsoft.com/en-us/windows/wsl/basic-commands
 */
export class Wsl {
  readonly #options: WslOptions;

  constructor(options: WslOptions) {
    this.#options = options;
  }

  /** @throws WslFailed where it does not know this, as the one that Windows brings: undefined */
  async version(): Promise<WslVersion | undefined> {
    const { exitCode, stdout } = await this.run(['--version']);
    return exitCode === 0 ? parseVersion(decodeWslText(stdout)) : undefined;
  }

  /** What it says of itself, in whatever language. */
  async status(): Promise<string> {
    const { stdout, stderr } = await this.run(['--status']);
    return decodeWslText(stdout) + decodeWslText(stderr);
  }

  /** The names of all distributions that are ready, or of those that run. Never empty-handed where there are none. */
  async names(which: 'all' | 'running' = 'all'): Promise<string[]> {
    const args = ['--list', '--quiet', ...(which === 'running' ? ['--running'] : [])];
    const { exitCode, stdout } = await this.run(args);
    const text = decodeWslText(stdout);
    if (exitCode === 0) return parseQuietList(text);
    // Some releases fail where they have nothing to list, with a sentence and no code.
    if (wslErrorCode(text) === undefined) return [];
    throw new WslFailed(args, exitCode, text);
  }

  async import(name: string, folder: string, archive: string, signal: AbortSignal): Promise<void> {
    await this.#done(['--import', name, folder, archive, '--version', '2'], { timeoutMs: IMPORT_MS, signal });
  }

  /** Registers a disk that is there already, where it is. */
  async importInPlace(name: string, disk: string): Promise<void> {
    await this.#done(['--import-in-place', name, disk]);
  }

  /** All of its processes end at once. One that does not run is fine. */
  async terminate(name: string): Promise<void> {
    await this.#done(['--terminate', name]);
  }

  /** Removes it with its disk, without a question. */
  async unregister(name: string): Promise<void> {
    await this.#done(['--unregister', name]);
  }

  /** The most that its disk may take. It must not run. @param bytes in whole megabytes */
  async resize(name: string, bytes: number): Promise<void> {
    await this.#done(['--manage', name, '--resize', `${Math.floor(bytes / 1024 ** 2)}MB`]);
  }

  /** Ends the virtual machine, and with it all distributions that run. */
  async shutdown(): Promise<void> {
    await this.#done(['--shutdown']);
  }

  /**
   * Runs a program in a distribution, as root. One that does not run is started.
   * @throws WslFailed where wsl.exe itself fails; Error where it takes longer
   */
  async exec(
    name: string,
    command: readonly string[],
    options: { input?: Buffer | undefined; timeoutMs?: number | undefined } = {},
  ): Promise<WslResult> {
    const args = execArguments(name, command);
    const result = await this.run(args, options);
    const text = REFUSED.includes(result.exitCode ?? 0) ? decodeWslText(result.stdout) : '';
    if (wslErrorCode(text) !== undefined) throw new WslFailed(args, result.exitCode, text);
    return result;
  }

  /** A program in a distribution that goes on when this process ends. Its streams are files. */
  hold(
    name: string,
    command: readonly string[],
    stdio: { stdin: number | 'ignore'; stdout: number; stderr: number },
  ): ChildProcess {
    const child = this.#spawn(execArguments(name, command), [stdio.stdin, stdio.stdout, stdio.stderr], true);
    child.unref();
    return child;
  }

  /** A program in a distribution that outlives this process, and hears by the end of its input that this one is gone. */
  standBy(name: string, command: readonly string[]): ChildProcess {
    const child = this.#spawn(execArguments(name, command), ['pipe', 'ignore', 'ignore'], true);
    // The machine works without it.
    child.on('error', () => {});
    child.stdin?.on('error', () => {});
    child.unref();
    (child.stdin as Socket | null)?.unref();
    return child;
  }

  /** A program in a distribution that nobody hears of, and that ends with this process. */
  attend(name: string, command: readonly string[]): ChildProcess {
    return this.#spawn(execArguments(name, command), ['ignore', 'ignore', 'ignore'], false);
  }

  /** @throws AppError wsl_missing; Error where it takes longer; where aborted, the signal's reason */
  async run(
    args: readonly string[],
    options: { input?: Buffer | undefined; timeoutMs?: number | undefined; signal?: AbortSignal } = {},
  ): Promise<WslResult> {
    const { input, timeoutMs = ANSWER_MS, signal } = options;
    signal?.throwIfAborted();
    const child = this.#spawn(args, [input ? 'pipe' : 'ignore', 'pipe', 'pipe'], false);
    const stdout = gather(child.stdout);
    const stderr = gather(child.stderr);
    // One that ends without reading is told by its exit code.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    let late: Error | undefined;
    const stop = (reason: Error) => {
      late ??= reason;
      child.kill();
    };
    const timer = setTimeout(
      () => stop(new Error(`wsl.exe ${args.join(' ')} did not end within ${timeoutMs / 1000} s.`)),
      timeoutMs,
    );
    const onAbort = () => stop(signal?.reason as Error);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      const exitCode = await new Promise<number | null>((resolve, reject) => {
        child.once('error', (error) => reject(notFound(error)));
        child.once('close', resolve);
      });
      if (late) throw late;
      return { exitCode, stdout: stdout(), stderr: stderr() };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** @throws WslFailed where it ends with another code than 0 */
  async #done(
    args: readonly string[],
    options: { timeoutMs?: number; signal?: AbortSignal } = {},
  ): Promise<void> {
    const { exitCode, stdout, stderr } = await this.run(args, options);
    if (exitCode !== 0) throw new WslFailed(args, exitCode, decodeWslText(stdout) + decodeWslText(stderr));
  }

  #spawn(args: readonly string[], stdio: ('pipe' | 'ignore' | number)[], detached: boolean): ChildProcess {
    const [program, ...before] = this.#options.command;
    return spawn(program, [...before, ...args], {
      stdio,
      detached,
      windowsHide: true,
      // UTF-8 of releases that know it, and no advice for people among the output.
      env: { ...this.#options.env, WSL_UTF8: '1', WSL_DISABLE_WARNINGS: '1' },
    });
  }
}

/** --cd: else WSL looks for the folder that this process is in. */
export function execArguments(name: string, command: readonly string[]): string[] {
  return ['--distribution', name, '--user', 'root', '--cd', '/', '--exec', ...command];
}

/** Where Windows has it. Not by the PATH, in which anybody may have put another one. */
export function wslCommand(env: NodeJS.ProcessEnv): readonly [string] {
  const found = join(env.SystemRoot || 'C:\\Windows', 'System32', 'wsl.exe');
  return [existsSync(found) ? found : 'wsl.exe'];
}

function gather(stream: NodeJS.ReadableStream | null): () => Buffer {
  const parts: Buffer[] = [];
  stream?.on('data', (part: Buffer) => parts.push(part));
  return () => Buffer.concat(parts);
}

function notFound(error: Error): Error {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return error;
  return new AppError(
    'wsl_missing',
    "Use the Windows Subsystem for Linux: this computer has no 'wsl.exe'.",
    "Run 'wsl --install --no-distribution' as administrator, or update Windows. Restart it, then start again.",
    { cause: error },
  );
}
