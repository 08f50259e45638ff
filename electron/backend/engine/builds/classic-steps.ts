import type { BuildStep, DockerfileLines } from '../../../../shared/contract/builds.ts';
import { dockerfileInstructions, type Instruction } from './dockerfile-lines.ts';

/** "Step 3/7 : RUN make", as the classic builder prints each instruction. */
const STEP = /^Step (\d+)\/(\d+) : (.*)$/;
/** "dockerfile parse error line 3: …" of 20.10, "dockerfile parse error on line 3: …" of later engines. */
const ERROR_LINE = /\b(?:on )?line (\d+):/i;

/** The steps of one build, read from the lines it prints. */
export class ClassicSteps {
  readonly steps: BuildStep[] = [];
  /** The classic builder has none. */
  readonly warnings = [];
  readonly warningsLeftOut = 0;
  stepCount: number | undefined;
  readonly #instructions: Instruction[];
  readonly #now: () => number;
  #outputLine = 0;

  constructor(dockerfile: string, now: () => number = Date.now) {
    this.#instructions = dockerfileInstructions(dockerfile);
    this.#now = now;
  }

  /** Returns whether the steps changed. */
  addLine(text: string): boolean {
    const outputLine = this.#outputLine++;
    const match = STEP.exec(text);
    if (match) {
      this.#end('done');
      const number = Number(match[1]);
      const instruction = match[3] ?? '';
      const lines = this.#linesOf(number, instruction);
      this.stepCount = Number(match[2]);
      this.steps.push({
        number,
        text: instruction,
        instruction: true,
        ...(lines ? { lines } : {}),
        state: 'running',
        outputLine,
        startedAt: this.#now(),
      });
      return true;
    }
    if (/^ ---> Using cache$/.test(text)) return this.#end('cached');
    return false;
  }

  done(): void {
    this.#end('done');
  }

  cancelled(): void {
    this.#end('cancelled');
  }

  /** Which lines of the Dockerfile an engine's error is about: those it names, else those of the step that runs. */
  failed(message: string): DockerfileLines | undefined {
    const running = this.steps.at(-1);
    this.#end('failed');
    if (running) return running.lines;
    const named = Number(ERROR_LINE.exec(message)?.[1]);
    if (!Number.isInteger(named)) return undefined;
    // The engine names the first line of an instruction; all of it is shown.
    return (
      this.#instructions.find(({ lines }) => lines.first <= named && named <= lines.last)?.lines ?? {
        first: named,
        last: named,
      }
    );
  }

  #end(state: BuildStep['state']): boolean {
    const last = this.steps.at(-1);
    if (last?.state !== 'running') return false;
    this.steps[this.steps.length - 1] = { ...last, state, endedAt: this.#now() };
    return true;
  }

  /**
   * The classic builder numbers every instruction from the top, those before the first FROM as well. Where that does
   * not fit, the keyword and the beginning of the text tell.
   */
  #linesOf(number: number, text: string): DockerfileLines | undefined {
    const keyword = (/^\S+/.exec(text)?.[0] ?? '').toUpperCase();
    const inPlace = this.#instructions[number - 1];
    if (inPlace?.keyword === keyword) return inPlace.lines;
    const words = squeeze(text);
    return this.#instructions.find((each) => each.keyword === keyword && squeeze(each.text) === words)?.lines;
  }
}

function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().toLowerCase();
}
