import type { BuildStep, BuildWarning, DockerfileLines } from '../../../../../shared/contract/builds.ts';
import type { Instruction } from '../dockerfile-lines.ts';
import { OutputLines } from '../output-lines.ts';
import type { SolveStatus, SolveVertex, VertexLog, VertexWarning } from './solve-status.ts';
import { VertexLines } from './vertex-lines.ts';

/** All are in the output; more than this beside the Dockerfile nobody reads. */
const WARNING_LIMIT = 100;
/** In characters. */
const WARNING_LENGTH = 2000;

/** One vertex of the build's graph that has begun. */
interface Running {
  index: number;
  readonly output: OutputLines;
  /** Of the lines that are being added. */
  stream: 'stdout' | 'stderr';
  /** Characters may be cut between two reports. */
  readonly decoder: TextDecoder;
  error: string | undefined;
}

/**
 * The steps of one build, of what BuildKit reports. Several run at once: their output is one text, in which a line
 * "#4 [2/3] RUN make" says whose the next lines are, as `docker build --progress=plain` has it.
 */
export class BuildkitSteps {
  readonly steps: BuildStep[] = [];
  readonly warnings: BuildWarning[] = [];
  /** How many more there were. */
  warningsLeftOut = 0;
  readonly #lines: VertexLines;
  /** Takes the output. */
  onLine: (stream: 'stdout' | 'stderr', text: string) => void = () => {};
  readonly #now: () => number;
  readonly #vertexes = new Map<string, Running>();
  /** Instructions that BuildKit has named, begun or not. */
  readonly #instructions = new Set<string>();
  readonly #names = new Map<string, string>();
  #outputLine = 0;
  /** Steps that have written something. */
  readonly #heard = new Set<number>();
  /** Whose lines come, as the output says. */
  #speaker: number | undefined;

  constructor(instructions: readonly Instruction[], now: () => number = Date.now) {
    this.#lines = new VertexLines(instructions);
    this.#now = now;
  }

  /** Absent until BuildKit has read the Dockerfile. */
  get stepCount(): number | undefined {
    return this.#instructions.size || undefined;
  }

  /** Returns whether the steps changed. */
  add({ vertexes = [], logs = [], warnings = [] }: SolveStatus): boolean {
    let changed = warnings.length > 0;
    for (const vertex of vertexes) changed = this.#addVertex(vertex) || changed;
    for (const log of logs) this.#addLog(log);
    for (const warning of warnings) this.#addWarning(warning);
    return changed;
  }

  /** What the program says itself. */
  write(stream: 'stdout' | 'stderr', text: string): void {
    this.#speaker = undefined;
    this.#write(stream, text);
  }

  warn(message: string): void {
    this.#keepWarning({ message });
  }

  done(): void {
    this.#endAll('done');
  }

  cancelled(): void {
    this.#endAll('cancelled');
  }

  /** The step that failed, and why; the others are ended. */
  failed(): { step: BuildStep; error: string } | undefined {
    this.#endAll('cancelled');
    for (const { index, error } of this.#vertexes.values()) {
      const step = this.steps[index];
      if (step?.state === 'failed' && error !== undefined) return { step, error };
    }
    return undefined;
  }

  /** Lines of a step that is no instruction: of the FROM whose image it reads. */
  linesOf(step: BuildStep): DockerfileLines | undefined {
    return step.lines ?? this.#lines.of(step.text);
  }

  /** All lines of the instruction that this line is of. */
  around(line: number): DockerfileLines {
    return this.#lines.around(line);
  }

  #addVertex(vertex: SolveVertex): boolean {
    const { digest, name, started, completed, error } = vertex;
    if (name) this.#names.set(digest, name);
    const text = this.#names.get(digest) ?? '';
    const before = this.#instructions.size;
    if (VertexLines.isInstruction(text)) this.#instructions.add(digest);
    if (!started) return this.#instructions.size > before;
    const running = this.#vertexes.get(digest) ?? this.#begin(digest, text, started);
    const step = this.steps[running.index];
    if (!step) return false;
    // One may be begun anew after it was completed.
    const endedAt = completed ? time(completed, this.#now()) : undefined;
    if (completed) running.output.end();
    if (error && running.error === undefined && !isCancellation(error)) {
      running.error = error;
      this.#say(running.index, 'stderr', `ERROR: ${error}`);
    }
    const state = stateOf(vertex);
    const { endedAt: _, ...rest } = step;
    this.steps[running.index] = { ...rest, state, ...(endedAt === undefined ? {} : { endedAt }) };
    return true;
  }

  #begin(digest: string, text: string, started: string): Running {
    const index = this.steps.length;
    const instruction = VertexLines.isInstruction(text);
    const lines = instruction ? this.#lines.of(text) : undefined;
    this.steps.push({
      number: index + 1,
      text,
      instruction,
      ...(lines ? { lines } : {}),
      state: 'running',
      outputLine: this.#outputLine,
      startedAt: time(started, this.#now()),
    });
    const running: Running = {
      index,
      stream: 'stdout',
      decoder: new TextDecoder(),
      error: undefined,
      output: new OutputLines((line) => this.#say(index, running.stream, line)),
    };
    this.#vertexes.set(digest, running);
    this.#name(index);
    return running;
  }

  #addLog({ vertex = '', stream, data = '' }: VertexLog): void {
    const running = this.#vertexes.get(vertex);
    if (!running) return;
    const name = stream === 2 ? 'stderr' : 'stdout';
    if (running.stream !== name) running.output.end();
    running.stream = name;
    running.output.add(running.decoder.decode(Buffer.from(data, 'base64'), { stream: true }));
  }

  #addWarning({ vertex = '', short = '', detail = [], url, range = [] }: VertexWarning): void {
    const first = range[0]?.start?.line;
    const last = range[0]?.end?.line ?? first;
    const step = this.steps[this.#vertexes.get(vertex)?.index ?? -1];
    const lines = first && last ? { first, last } : step?.lines;
    const text = detail.map(fromBase64).join(' ').trim();
    const message = fromBase64(short).trim();
    this.#keepWarning({
      message,
      ...(text ? { detail: text.slice(0, WARNING_LENGTH) } : {}),
      ...(url ? { url } : {}),
      ...(lines ? { lines } : {}),
    });
    const place = lines ? ` (line ${lines.first})` : '';
    this.write('stderr', `WARNING: ${message}${place}`);
  }

  #keepWarning(warning: BuildWarning): void {
    if (this.warnings.length >= WARNING_LIMIT) this.warningsLeftOut += 1;
    else this.warnings.push({ ...warning, message: warning.message.slice(0, WARNING_LENGTH) });
  }

  /** A line of a step: below its name. Where others came between, the step's output begins at the name before it. */
  #say(index: number, stream: 'stdout' | 'stderr', text: string): void {
    const step = this.steps[index];
    if (step && this.#speaker !== index) {
      if (!this.#heard.has(index)) this.steps[index] = { ...step, outputLine: this.#outputLine };
      this.#name(index);
    }
    this.#heard.add(index);
    this.#write(stream, text);
  }

  #name(index: number): void {
    const step = this.steps[index];
    this.#speaker = index;
    if (step) this.#write('stdout', `${BOLD}#${step.number} ${step.text.split('\n')[0]}${PLAIN}`);
  }

  #write(stream: 'stdout' | 'stderr', text: string): void {
    this.#outputLine += 1;
    this.onLine(stream, text);
  }

  #endAll(state: 'done' | 'cancelled'): void {
    for (const { output } of this.#vertexes.values()) output.end();
    this.steps.forEach((step, index) => {
      if (step.state === 'running') this.steps[index] = { ...step, state, endedAt: this.#now() };
    });
  }
}

const BOLD = '\u001b[1m';
const PLAIN = '\u001b[0m';

function stateOf({ completed, cached, error }: SolveVertex): BuildStep['state'] {
  if (error) return isCancellation(error) ? 'cancelled' : 'failed';
  if (cached) return 'cached';
  return completed ? 'done' : 'running';
}

/** What ends because another step failed, or a person wants it. */
function isCancellation(error: string): boolean {
  return /context canceled/i.test(error);
}

function time(text: string, otherwise: number): number {
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? otherwise : milliseconds;
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
