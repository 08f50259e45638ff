import type { DockerfileLines } from '../../../../../shared/contract/builds.ts';
import type { Instruction } from '../dockerfile-lines.ts';

/** "[2/3] RUN make", "[base 2/3] RUN make", "[linux/arm64 base 2/3] RUN make". */
const INSTRUCTION = /^\[(?:([^\]]*) )?(\d+)\/(\d+)\] (.*)$/s;
/** What reads or fetches an image, before any stage has begun. */
const IMAGE = /(?:load metadata for|FROM) (\S+)$/;

/** Instructions that become steps of a stage, beside the FROM of an image. */
const STEPS = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);

interface Stage {
  name: string;
  instructions: Instruction[];
}

/** Says which lines of a Dockerfile a vertex of its build is about. BuildKit names them by stage, number and text. */
export class VertexLines {
  readonly #instructions: readonly Instruction[];
  readonly #stages: readonly Stage[];

  constructor(instructions: readonly Instruction[]) {
    this.#instructions = instructions;
    this.#stages = stagesOf(instructions);
  }

  /** Whether the vertex is an instruction of the Dockerfile. */
  static isInstruction(name: string): boolean {
    return INSTRUCTION.test(name);
  }

  of(name: string): DockerfileLines | undefined {
    const step = INSTRUCTION.exec(name);
    if (step) {
      const [, prefix, number, total, text] = step;
      return this.#ofStep(prefix, Number(number), Number(total), text ?? '');
    }
    const image = IMAGE.exec(name)?.[1];
    return image === undefined ? undefined : this.#ofImage(image);
  }

  /** The instruction that a line belongs to, whole. */
  around(line: number): DockerfileLines {
    const found = this.#instructions.find(({ lines }) => lines.first <= line && line <= lines.last);
    return found?.lines ?? { first: line, last: line };
  }

  #ofStep(
    prefix: string | undefined,
    number: number,
    total: number,
    text: string,
  ): DockerfileLines | undefined {
    // A platform may stand before the name; without a name there is one stage.
    const name = prefix?.split(' ').at(-1)?.toLowerCase();
    const stage = name === undefined ? this.#stages[0] : this.#stages.findLast((each) => each.name === name);
    if (!stage) return undefined;
    const steps = stage.instructions;
    // What ONBUILD of the base image adds comes after FROM and before all others: they are counted from the end.
    const index = number === 1 ? 0 : steps.length - 1 - (total - number);
    const found = steps[index];
    const keyword = (/^\S+/.exec(text)?.[0] ?? '').toUpperCase();
    if (found?.keyword === keyword) return found.lines;
    const words = squeeze(text);
    return steps.find((each) => each.keyword === keyword && squeeze(each.text) === words)?.lines;
  }

  #ofImage(image: string): DockerfileLines | undefined {
    const names = shortNames(image);
    return this.#instructions.find(({ keyword, text }) =>
      keyword === 'FROM' || keyword === 'COPY' || keyword === 'RUN'
        ? text.split(/[\s,]+/).some((word) => names.has(word.replace(/^(--)?(from=)?/, '')))
        : false,
    )?.lines;
  }
}

function stagesOf(instructions: readonly Instruction[]): Stage[] {
  const stages: Stage[] = [];
  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM') {
      const [base = '', , name] = instruction.text
        .split(/\s+/)
        .slice(1)
        .filter((word) => !word.startsWith('--'));
      const isImage = base !== 'scratch' && !stages.some((stage) => stage.name === base.toLowerCase());
      const stage = name?.toLowerCase() ?? `stage-${stages.length}`;
      stages.push({ name: stage, instructions: isImage ? [instruction] : [] });
    } else if (STEPS.has(instruction.keyword)) {
      stages.at(-1)?.instructions.push(instruction);
    }
  }
  return stages;
}

/** "docker.io/library/busybox:latest@sha256:…" as people write it. */
function shortNames(image: string): Set<string> {
  const plain = image.replace(/@sha256:.*$/, '');
  const names = new Set<string>();
  for (const name of [
    plain,
    plain.replace(/^docker\.io\//, ''),
    plain.replace(/^docker\.io\/library\//, ''),
  ]) {
    names.add(name);
    names.add(name.replace(/:latest$/, ''));
  }
  return names;
}

function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().toLowerCase();
}
