import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirm } from './confirm.ts';

const ASKED = { yes: false, json: false };

function terminal() {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const stdout = new PassThrough().resume();
  return { stdin, stdout, stderr: stdout } as unknown as Pick<
    NodeJS.Process,
    'stdin' | 'stdout' | 'stderr'
  > & { stdin: PassThrough };
}

describe('confirm', () => {
  it('goes on where the word is typed', async () => {
    const streams = terminal();
    const asked = confirm('This goes.', 'delete', ASKED, streams);
    streams.stdin.write('delete\n');
    await asked;
  });

  it.each([
    ['another word is typed', (stdin: PassThrough) => void stdin.write('no\n')],
    ['the input ends', (stdin: PassThrough) => void stdin.end()],
  ])('changes nothing where %s', async (_, type) => {
    const streams = terminal();
    const asked = confirm('This goes.', 'delete', ASKED, streams);
    type(streams.stdin);
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  });
});
