import { expect, it } from 'vitest';
import { captureProgram, runProgram } from './run-program.ts';

const options = (signal = new AbortController().signal) => ({ cwd: '/', env: process.env, signal });

async function lines(script: string): Promise<string[]> {
  const seen: string[] = [];
  await runProgram('sh', ['-c', script], {
    ...options(),
    onLine: ({ stream, text }) => seen.push(`${stream === 'stdout' ? 1 : 2}:${text}`),
  });
  return seen;
}

it('hands over lines of both streams, the last without an end too', async () => {
  expect((await lines("printf 'a\\r\\nb\\n\\nc'; printf 'e\\n' >&2")).sort()).toEqual([
    '1:',
    '1:a',
    '1:b',
    '1:c',
    '2:e',
  ]);
  expect(await lines("printf 'ten\\rtwenty\\n'")).toEqual(['1:twenty']);
});

it('cuts a line that does not end', async () => {
  const [long, next, ...more] = await lines("head -c 1000000 /dev/zero | tr '\\0' x; echo; echo next");
  expect(long?.length).toBeLessThan(200_000);
  expect(long).toMatch(/x …$/);
  expect([next, ...more]).toEqual(['1:next']);
});

it('gives input, and the exit code with what was said', async () => {
  const answer = await captureProgram('sh', ['-c', 'cat; echo no >&2; exit 3'], {
    ...options(),
    input: 'hello',
  });
  expect(answer).toEqual({ code: 3, stdout: 'hello', stderr: 'no\n' });
  await expect(captureProgram('/no/such/program', [], options())).rejects.toThrow('ENOENT');
});

it('an abort interrupts all that it started', async () => {
  const abort = new AbortController();
  const seen: string[] = [];
  const running = runProgram(
    'sh',
    ['-c', "trap 'echo interrupted; exit 130' INT; echo ready; while :; do sleep 0.1; done"],
    {
      ...options(abort.signal),
      onLine: ({ text }) => {
        seen.push(text);
        if (text === 'ready') abort.abort();
      },
    },
  );
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect(seen).toEqual(['ready', 'interrupted']);
});
