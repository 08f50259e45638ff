import { z } from 'zod';
import { askOverSocket } from './unix-http.ts';

const ANSWER_TIMEOUT_MS = 5000;

/** Without what is common to all of them, "VirtualMachineState". */
export type VfkitState =
  | 'Stopped'
  | 'Running'
  | 'Paused'
  | 'Error'
  | 'Starting'
  | 'Pausing'
  | 'Resuming'
  | 'Stopping'
  | 'Saving'
  | 'Restoring';

const stateAnswer = z.object({ state: z.string(), canPause: z.boolean(), canResume: z.boolean() });

/** vfkit's orders: https://github.com/crc-org/vfkit/blob/main/doc/usage.md#restful-api */
export class VfkitClient {
  readonly #socket: string;

  constructor(socket: string) {
    this.#socket = socket;
  }

  /** @throws Error where vfkit does not answer */
  async state(timeoutMs = ANSWER_TIMEOUT_MS): Promise<VfkitState> {
    const { status, text } = await askOverSocket(this.#socket, '/vm/state', { timeoutMs });
    if (status !== 200) throw new Error(`vfkit answers ${status}: ${text.trim()}`);
    const { state } = stateAnswer.parse(JSON.parse(text));
    return state.replace(/^VirtualMachineState/, '') as VfkitState;
  }

  /**
   * Resolves when it is done; `Stop` when the guest was asked.
   * @throws Error with vfkit's words
   */
  async change(
    order: 'Stop' | 'HardStop' | 'Pause' | 'Resume',
    timeoutMs = ANSWER_TIMEOUT_MS,
  ): Promise<void> {
    const answer = await askOverSocket(this.#socket, '/vm/state', { body: { state: order }, timeoutMs });
    if (answer.status >= 200 && answer.status < 300) return;
    throw new Error(`vfkit does not ${order.toLowerCase()} the machine: ${wordsOf(answer.text)}`);
  }

  /** Idempotent: vfkit itself refuses to pause what is paused. */
  async pause(): Promise<void> {
    await this.#reach('Paused', 'Pause');
  }

  /** Idempotent. */
  async resume(): Promise<void> {
    await this.#reach('Running', 'Resume');
  }

  async #reach(wanted: VfkitState, order: 'Pause' | 'Resume'): Promise<void> {
    if ((await this.state()) === wanted) return;
    try {
      await this.change(order);
    } catch (error) {
      // Somebody else was as fast.
      if ((await this.state().catch(() => undefined)) !== wanted) throw error;
    }
  }
}

function wordsOf(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === 'string' ? error : text.trim();
  } catch {
    return text.trim();
  }
}
