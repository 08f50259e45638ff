import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppError } from '../../../shared/errors.ts';
import { type SshTarget, sshArgs } from './ssh-command.ts';
import { explainNoSsh, explainSshEnd } from './ssh-errors.ts';

/** Of what ssh says: the end, where the reason is. */
const STDERR_KEPT = 4000;
/** After ssh has ended. A shared connection that it left in the background keeps its pipes open. In milliseconds. */
const LAST_WORDS_MS = 200;

/**
 * A connection to an engine by way of ssh, both ways, with half-close. It can be written to at once: whether anybody
 * answers is known with the first byte. Where ssh ends without one, it fails with the reason as an AppError.
 */
export class SshStream extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #target: SshTarget;
  readonly #onAnswer: () => void;
  #stderr = '';
  #answered = false;

  /** @param options.onAnswer called once: with the first byte, or when it ends without one */
  constructor(target: SshTarget, options: { env: NodeJS.ProcessEnv; onAnswer: () => void }) {
    super({ allowHalfOpen: true });
    this.#target = target;
    this.#onAnswer = options.onAnswer;
    // A session of its own: an interrupt that is meant for Pier lets Pier end its connections in order.
    this.#child = spawn('ssh', sshArgs(target), { env: options.env, detached: true });
    const { stdout, stderr, stdin } = this.#child;
    stdout.on('data', (chunk: Buffer) => {
      this.#answeredNow();
      if (!this.push(chunk)) stdout.pause();
    });
    stderr.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-STDERR_KEPT);
    });
    // That nobody reads any more is told by the end of the process.
    stdin.on('error', () => {});
    this.#child.on('error', (error) => this.#fail(explainNoSsh(target, error)));
    this.#child.on('exit', (code) => void this.#ended(code));
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const { stdin } = this.#child;
    if (stdin.writable) stdin.write(chunk, () => done());
    else done();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#child.stdin.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#answeredNow();
    this.#child.kill();
    for (const pipe of this.#child.stdio) pipe?.destroy();
    done(error);
  }

  async #ended(code: number | null): Promise<void> {
    const { stdout, stderr } = this.#child;
    if (this.#answered) {
      // What was said before the end is read at the pace of who reads here.
      await finished(stdout).catch(() => {});
      if (!this.destroyed) this.push(null);
      return;
    }
    await Promise.race([Promise.allSettled([finished(stdout), finished(stderr)]), sleep(LAST_WORDS_MS)]);
    if (this.#answered) return void this.#ended(code);
    this.#fail(explainSshEnd(this.#target, { code, stderr: this.#stderr }));
  }

  #fail(error: AppError): void {
    if (!this.destroyed) this.destroy(error);
  }

  #answeredNow(): void {
    if (this.#answered) return;
    this.#answered = true;
    this.#onAnswer();
  }
}
