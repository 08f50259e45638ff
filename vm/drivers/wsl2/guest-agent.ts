import type { Wsl } from './wsl.ts';
import { decodeWslText } from './wsl-text.ts';

const ENTER = '/etc/pier/wsl/enter';
/** As /etc/pier/wsl/enter ends where no machine runs. */
const NONE_RUNS = 69;
const ANSWER_MS = 15_000;
const SET_AHEAD_MS = 200;

/** Programs within the machine, in the place of an agent there: a process of wsl.exe for each. */
export class WslGuestAgent {
  readonly #wsl: Wsl;
  readonly #name: string;
  readonly #isOver: () => boolean;

  /** @param isOver whether the machine has ended: WSL would start its distribution anew for a question */
  constructor(wsl: Wsl, name: string, isOver: () => boolean) {
    this.#wsl = wsl;
    this.#name = name;
    this.#isOver = isOver;
  }

  async ping(timeoutMs = ANSWER_MS): Promise<void> {
    await this.#must(['/bin/true'], { timeoutMs });
  }

  async exec(
    path: string,
    args: string[],
    timeoutMs = 60_000,
    input?: string,
  ): Promise<{ exitCode: number; stdout: string; stderr: string }> {
    if (this.#isOver()) throw new Error('The machine has ended.');
    const { exitCode, stdout, stderr } = await this.#wsl.exec(this.#name, [ENTER, path, ...args], {
      timeoutMs,
      // In the form in which others take it: a byte each.
      input: input === undefined ? undefined : Buffer.from(input, 'latin1'),
    });
    if (exitCode === NONE_RUNS) throw new Error(`The machine does not run: ${decodeWslText(stderr).trim()}`);
    if (exitCode === null) throw new Error(`wsl.exe was ended while '${path}' ran in the guest.`);
    return { exitCode, stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8') };
  }

  /** @throws Error with the guest's words */
  async readFile(path: string): Promise<string> {
    return (await this.#must(['/bin/cat', path])).stdout;
  }

  /** Replaces a small file of the guest whole. @throws Error with the guest's words */
  async writeFile(path: string, text: string, mode: number): Promise<void> {
    const script = 'umask 077; cat >"$0.new" && chmod "$1" "$0.new" && mv "$0.new" "$0"';
    const input = Buffer.from(text).toString('latin1');
    await this.#must(['/bin/sh', '-c', script, path, mode.toString(8)], { input });
  }

  /** By the time that a file gets: the guest's `date` knows whole seconds alone. */
  async time(): Promise<number> {
    const script = 'file=/tmp/.pier-time; : >$file && stat -c %y $file';
    const { stdout } = await this.#must(['/bin/sh', '-c', script]);
    const [, day, clock, zone] = /^(\S+) ([\d:]+\.?\d{0,3})\d* ([+-]\d{4})/.exec(stdout) ?? [];
    const time = Date.parse(`${day}T${clock}${zone}`);
    if (Number.isNaN(time)) throw new Error(`The guest tells no time: ${stdout.trim()}`);
    return time;
  }

  /** Of all distributions: they have one clock. It is as late as wsl.exe takes to start a program. */
  async setTime(): Promise<void> {
    const now = Date.now();
    const seconds = Math.ceil((now + SET_AHEAD_MS) / 1000);
    await this.#must(['/etc/pier/wsl/set-clock', String((seconds * 1000 - now) * 1000), String(seconds)]);
  }

  async #must(
    [path, ...args]: [string, ...string[]],
    options: { timeoutMs?: number; input?: string } = {},
  ): Promise<{ stdout: string }> {
    const { timeoutMs = ANSWER_MS, input } = options;
    const { exitCode, stdout, stderr } = await this.exec(path, args, timeoutMs, input);
    if (exitCode !== 0) throw new Error(`'${path}' in the guest: ${stderr.trim() || exitCode}`);
    return { stdout };
  }
}
