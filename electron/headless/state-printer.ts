import type { MachineState } from '../../shared/contract/machine.ts';
import { textOfError } from '../../shared/errors.ts';

/** What is used of a terminal or a pipe. */
export interface TextOutput {
  write(text: string): unknown;
  isTTY?: boolean;
}

/** The start of the line again, and nothing on it. */
const CLEAR_LINE = '\r\u001b[K';

/**
 * Tells the machine's way in lines for people: `Starting dockerd … 4.2 s`. A step's line is begun when the step
 * begins and completed when the next one does, so that it is seen what takes long.
 */
export class StatePrinter {
  #step: { title: string; began: number; shown: string } | undefined;
  #began: number | undefined;
  #trouble: string | undefined;
  #last: MachineState['kind'] | undefined;

  constructor(
    private readonly output: TextOutput,
    private readonly now: () => number = Date.now,
  ) {}

  /** A line of its own; a step that was begun goes on below it. */
  say(line: string): void {
    this.output.write(this.#step ? `\n${line}\n` : `${line}\n`);
    if (this.#step) this.output.write(this.#step.shown);
  }

  show(state: MachineState): void {
    const entered = state.kind !== this.#last;
    this.#last = state.kind;
    if (state.kind === 'provisioning') this.#showStep(state.step.title, state.progress);
    else if (state.kind === 'starting') this.#showStart(state);
    else if (state.kind === 'stopping') this.#showStep(state.forced ? 'Stopping by force' : 'Stopping');
    else if (entered) this.#arrive(state);
  }

  #showStart({ step, trouble }: Extract<MachineState, { kind: 'starting' }>): void {
    this.#showStep(step.title);
    if (trouble && trouble.message !== this.#trouble)
      this.say(`Waiting: ${trouble.message}\n${trouble.hint}`);
    this.#trouble = trouble?.message;
  }

  /** Completes the line of the present step. */
  endStep(): void {
    if (this.#step) this.output.write(` ${this.#seconds(this.#step.began)} s\n`);
    this.#step = undefined;
  }

  #showStep(title: string, progress?: number): void {
    this.#began ??= this.now();
    if (this.#step?.title !== title) {
      this.endStep();
      this.#step = { title, began: this.now(), shown: `${title} …` };
      this.output.write(this.#step.shown);
    }
    // A pipe keeps what it was given: percentages are for terminals.
    if (progress === undefined || !this.output.isTTY || !this.#step) return;
    this.#step.shown = `${title} … ${Math.floor(progress * 100)} %`;
    this.output.write(`${CLEAR_LINE}${this.#step.shown}`);
  }

  #arrive(state: MachineState): void {
    this.endStep();
    const took = this.#began === undefined ? '' : ` after ${this.#seconds(this.#began)} s`;
    this.#began = undefined;
    if (state.kind === 'running') this.say(`Docker answers${took}.`);
    if (state.kind === 'stopped' && took) this.say(`Stopped${took}.`);
    if (state.kind === 'failed') this.say(`Failed${took}: ${textOfError(state.error)}`);
  }

  #seconds(since: number): string {
    return ((this.now() - since) / 1000).toFixed(1);
  }
}
