import { describe, expect, it } from 'vitest';
import { ClassicSteps } from './classic-steps.ts';

const DOCKERFILE = ['ARG A', 'FROM busybox', '# why', 'RUN one && \\', '  two', 'RUN three', 'CMD x'].join(
  '\n',
);

describe('ClassicSteps', () => {
  it('finds each step’s lines, its state and its place in the output', () => {
    let now = 0;
    const build = new ClassicSteps(DOCKERFILE, () => now);
    const lines = [
      'Step 1/5 : ARG A',
      'Step 2/5 : FROM busybox',
      ' ---> 0123456789ab',
      'Step 3/5 : RUN one &&   two',
      ' ---> Using cache',
      ' ---> 0123456789ac',
      'Step 4/5 : RUN three',
    ];
    expect(lines.map((line) => build.addLine(line))).toEqual([true, true, false, true, true, false, true]);
    now = 7;
    expect(build.failed("The command '/bin/sh -c three' returned a non-zero code: 1")).toEqual({
      first: 6,
      last: 6,
    });
    expect(build.stepCount).toBe(5);
    expect(build.steps).toMatchObject([
      { number: 1, lines: { first: 1, last: 1 }, state: 'done', outputLine: 0 },
      { number: 2, lines: { first: 2, last: 2 }, state: 'done', outputLine: 1 },
      { number: 3, lines: { first: 4, last: 5 }, state: 'cached', outputLine: 3 },
      { number: 4, lines: { first: 6, last: 6 }, state: 'failed', outputLine: 6, endedAt: 7 },
    ]);
  });

  it.each([
    ['dockerfile parse error line 5: unknown instruction: TWO', { first: 4, last: 5 }],
    ['dockerfile parse error on line 4: unknown instruction: RUNN', { first: 4, last: 5 }],
    ['Dockerfile parse error line 99: x', { first: 99, last: 99 }],
    ['the Dockerfile (Dockerfile) cannot be empty', undefined],
  ])('reads the line of "%s"', (message, lines) => {
    expect(new ClassicSteps(DOCKERFILE).failed(message)).toEqual(lines);
  });

  it('finds a step that is numbered otherwise by its words, and does not guess', () => {
    const build = new ClassicSteps(DOCKERFILE);
    build.addLine('Step 3/6 : CMD  x');
    build.addLine('Step 4/6 : LABEL a=b');
    build.done();
    expect(build.steps.map(({ lines, state }) => [lines?.first, state])).toEqual([
      [7, 'done'],
      [undefined, 'done'],
    ]);
  });
});
