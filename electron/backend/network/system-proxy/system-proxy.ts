import { execFile } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import { Emitter } from '../../../../vm/emitter.ts';
import { GNOME_COMMAND, parseGnomeProxy } from './gnome-proxy.ts';
import { MAC_COMMAND, parseMacProxy } from './mac-proxy.ts';
import { environmentProxies, NO_PROXIES, type ProxyWords } from './proxy-words.ts';
import { parseWindowsProxy, WINDOWS_COMMAND } from './windows-proxy.ts';

/** A desktop that does not answer holds up no start. Milliseconds. */
const ANSWER_MS = 2000;

type Run = (command: readonly string[]) => Promise<string>;

export interface SystemProxyOptions {
  env: NodeJS.ProcessEnv;
  platform?: NodeJS.Platform;
  /** Runs a program and resolves with what it wrote; rejects where it cannot or fails. */
  run?: Run;
}

/**
 * The proxies of this computer: those that Pier was started with, else those of the desktop's settings, which a program
 * that was not started from a shell knows nothing of. Read again when something may have changed: no system tells a
 * program without windows.
 */
export class SystemProxy {
  readonly #options: SystemProxyOptions;
  readonly #changes = new Emitter<void>();
  #current: ProxyWords;
  #reading: Promise<void> | undefined;

  private constructor(options: SystemProxyOptions) {
    this.#options = options;
    this.#current = environmentProxies(options.env);
  }

  /** Resolves when they are known. Never rejects. */
  static async open(options: SystemProxyOptions): Promise<SystemProxy> {
    const proxy = new SystemProxy(options);
    await proxy.check();
    return proxy;
  }

  get current(): ProxyWords {
    return this.#current;
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  /** Looks again: after a sleep, where the network is another one, or before they matter. Never rejects. */
  check(): Promise<void> {
    this.#reading ??= this.#check().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #check(): Promise<void> {
    const next = await this.#read();
    if (isDeepStrictEqual(next, this.#current)) return;
    this.#current = next;
    this.#changes.emit();
  }

  async #read(): Promise<ProxyWords> {
    const { env, platform = process.platform, run = runProgram } = this.#options;
    const words = environmentProxies(env);
    if (words.http || words.https) return words;
    try {
      switch (platform) {
        case 'darwin':
          return parseMacProxy(await run(MAC_COMMAND));
        case 'win32':
          return parseWindowsProxy(await run(WINDOWS_COMMAND));
        case 'linux':
          // Its settings are those of a session: a server has none.
          return env.XDG_CURRENT_DESKTOP ? parseGnomeProxy(await run(GNOME_COMMAND)) : words;
        default:
          return words;
      }
    } catch {
      // Another desktop, or none.
      return NO_PROXIES;
    }
  }
}

function runProgram([program = '', ...args]: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: ANSWER_MS, windowsHide: true }, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
  });
}
