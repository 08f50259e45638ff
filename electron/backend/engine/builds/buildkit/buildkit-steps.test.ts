import { expect, it } from 'vitest';
import { stripAnsi } from '../../../../../shared/strip-ansi.ts';
import { dockerfileInstructions } from '../dockerfile-lines.ts';
import { BuildkitSteps } from './buildkit-steps.ts';

const DOCKERFILE = ['FROM busybox', 'RUN one', 'FROM busybox AS b', 'RUN two', 'RUN three'].join('\n');
const at = (second: number) => `2026-01-01T00:00:${String(second).padStart(2, '0')}.5Z`;
const base64 = (text: string) => Buffer.from(text).toString('base64');

function begin() {
  const steps = new BuildkitSteps(dockerfileInstructions(DOCKERFILE), () => 0);
  const output: string[] = [];
  steps.onLine = (stream, text) => output.push(`${stream === 'stdout' ? 1 : 2} ${stripAnsi(text)}`);
  return { steps, output };
}

const ONE = { digest: 'one', name: '[stage-0 2/2] RUN one' };
const TWO = { digest: 'two', name: '[b 2/3] RUN two' };
const THREE = { digest: 'three', name: '[b 3/3] RUN three' };

it('tells steps that run at once apart, with time, cache and the place of their output', () => {
  const { steps, output } = begin();
  expect(steps.add({ vertexes: [ONE, TWO, THREE] })).toBe(true);
  expect([steps.stepCount, steps.steps]).toEqual([3, []]);
  steps.add({
    vertexes: [
      { digest: 'x', name: '[internal] load build context', started: at(0), completed: at(1) },
      { ...ONE, started: at(1) },
      { ...TWO, started: at(1), completed: at(1), cached: true },
    ],
  });
  steps.add({ logs: [{ vertex: 'one', stream: 1, data: base64('a\nb') }] });
  steps.add({ vertexes: [{ ...THREE, started: at(2) }] });
  const [euro] = [Buffer.from('€')];
  steps.add({ logs: [{ vertex: 'three', stream: 2, data: euro.subarray(0, 1).toString('base64') }] });
  steps.add({ logs: [{ vertex: 'one', stream: 1, data: base64('c\n') }] });
  steps.add({
    logs: [
      {
        vertex: 'three',
        stream: 2,
        data: Buffer.concat([euro.subarray(1), Buffer.from('\n')]).toString('base64'),
      },
      { vertex: 'unknown', data: base64('lost') },
    ],
  });
  steps.add({ vertexes: [{ digest: 'one', started: at(1), completed: at(4) }] });
  steps.cancelled();
  expect(output).toEqual([
    '1 #1 [internal] load build context',
    '1 #2 [stage-0 2/2] RUN one',
    '1 #3 [b 2/3] RUN two',
    '1 #2 [stage-0 2/2] RUN one',
    '1 a',
    '1 #4 [b 3/3] RUN three',
    '1 #2 [stage-0 2/2] RUN one',
    '1 bc',
    '1 #4 [b 3/3] RUN three',
    '2 €',
  ]);
  expect(
    steps.steps.map(({ number, instruction, lines, state, outputLine, startedAt, endedAt = 0 }) => [
      number,
      instruction,
      lines?.first,
      state,
      outputLine,
      endedAt - startedAt,
    ]),
  ).toEqual([
    [1, false, undefined, 'done', 0, 1000],
    [2, true, 2, 'done', 3, 3000],
    [3, true, 4, 'cached', 2, 0],
    [4, true, 5, 'cancelled', 8, -Date.parse(at(2))],
  ]);
});

it('tells which step failed and why; those that end with it are cancelled', () => {
  const { steps, output } = begin();
  steps.add({
    vertexes: [
      { ...ONE, started: at(1) },
      { ...TWO, started: at(1) },
    ],
  });
  steps.add({
    vertexes: [
      { ...TWO, started: at(1), completed: at(2), error: 'process "/bin/sh" did not complete: exit code: 7' },
      { ...ONE, started: at(1), completed: at(2), error: 'context canceled: context canceled' },
    ],
  });
  expect(steps.failed()).toMatchObject({
    step: { number: 2 },
    error: expect.stringContaining('exit code: 7'),
  });
  expect(steps.steps.map(({ state }) => state)).toEqual(['cancelled', 'failed']);
  expect(output.at(-1)).toBe('2 ERROR: process "/bin/sh" did not complete: exit code: 7');
});

it('reads warnings with their lines, and a metadata step that is about a FROM', () => {
  const { steps, output } = begin();
  steps.add({
    warnings: [
      {
        vertex: 'x',
        short: base64('Empty continuation line'),
        detail: [base64('They will become errors.')],
        url: 'https://example.org/why',
        range: [{ start: { line: 4 }, end: { line: 5 } }],
      },
      { short: base64('Without a place') },
    ],
  });
  expect(steps.warnings).toEqual([
    {
      message: 'Empty continuation line',
      detail: 'They will become errors.',
      url: 'https://example.org/why',
      lines: { first: 4, last: 5 },
    },
    { message: 'Without a place' },
  ]);
  expect(output[0]).toBe('2 WARNING: Empty continuation line (line 4)');
  const name = '[internal] load metadata for docker.io/library/busybox:latest';
  steps.add({ vertexes: [{ digest: 'm', name, started: at(1), error: 'no such host' }] });
  const failed = steps.failed();
  expect(failed && steps.linesOf(failed.step)).toEqual({ first: 1, last: 1 });
});

it('keeps the first warnings and counts the others, which are in the output all the same', () => {
  const { steps, output } = begin();
  for (let index = 0; index < 250; index++) {
    if (index % 2) steps.warn(`w${index}`);
    else steps.add({ warnings: [{ short: base64(`w${index}${'x'.repeat(5000)}`) }] });
  }
  expect([steps.warnings.length, steps.warningsLeftOut]).toEqual([100, 150]);
  expect(steps.warnings[0]?.message).toHaveLength(2000);
  expect(output.at(-1)).toContain('WARNING: w248');
});
