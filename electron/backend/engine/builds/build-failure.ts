import type { DockerfileLines } from '../../../../shared/contract/builds.ts';
import { AppError } from '../../../../shared/errors.ts';
import { buildHint } from './build-hints.ts';

export interface BuildFailure {
  subject: string;
  /** What the builder said. */
  message: string;
  lines: DockerfileLines | undefined;
  /** False where it never came to build: the Dockerfile itself is wrong. */
  began: boolean;
  cause?: unknown;
}

/** The error of a build that failed: where, why and what to do. */
export function buildError({ subject, message, lines, began, cause }: BuildFailure): AppError {
  const place = lines ? ` (line ${lines.first} of the Dockerfile)` : '';
  const isInvalid = !began && (lines !== undefined || /dockerfile|build stage/i.test(message));
  const hint =
    buildHint(message) ??
    (isInvalid ? 'Correct the marked line of the Dockerfile.' : 'The output above says what came before it.');
  return new AppError(
    isInvalid ? 'dockerfile_invalid' : 'build_failed',
    `Cannot build '${subject}'${place}: ${message.split('\n')[0]?.slice(0, 500)}`,
    hint,
    { cause },
  );
}
