import type { TextOutput } from '../headless/state-printer.ts';

/** Every command has it. */
export interface JsonOption {
  json: boolean;
}

/** What a command says: words for people as it goes on, or with `--json` one value for programs when it is done. */
export class Tell {
  /** Whether a program reads it. */
  readonly json: boolean;

  constructor({ json }: JsonOption) {
    this.json = json;
  }

  /** For people. */
  say(text: string): void {
    if (!this.json) process.stdout.write(text);
  }

  /** For programs. */
  value(value: unknown): void {
    if (this.json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  /** Where people read how it goes on. */
  get progress(): TextOutput {
    return this.json ? { write: () => true } : process.stdout;
  }
}
