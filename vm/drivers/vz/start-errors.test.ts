import { expect, it } from 'vitest';
import { FAILURES } from '../../../e2e/fixtures/stand-ins/vfkit-failures.mjs';
import { isDiskRefused, startError } from './start-errors.ts';

const words = (name: keyof typeof FAILURES) =>
  FAILURES[name]({ bootloader: { kernel: '/i/vmlinuz' } }).split('\n');

it.each([
  ['entitlement', /not signed for it/, /brew/],
  ['hardware', /no virtualisation/, /virtual machine/],
  ['limit', /as many virtual machines as it allows/, /End another/],
  ['kernel', /not made for Apple silicon/, /arm64/],
  ['rosetta', /Rosetta is not installed/, /softwareupdate/],
  ['internal', /Code=1 .*failed to start/, /vfkit\.log/],
] as const)('what vfkit says for %s becomes what it means and what to do', (name, message, hint) => {
  const lines = words(name);
  const error = startError(lines, '/h/logs/vfkit.log');
  expect(error).toMatchObject({
    code: 'machine_start_failed',
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  });
  expect(isDiskRefused(lines)).toBe(false);
});

it('a disk that it is not given is told apart, whatever else it says', () => {
  expect(isDiskRefused(['time="…" level=info msg="Adding virtio-blk device"', ...words('disk')])).toBe(true);
});

it.each([
  [['Error: unknown flag: --pidfile', 'unknown flag: --pidfile'], 'vfkit_missing', /too old/],
  [['dial unixgram /h/net.sock: connect: no such file or directory'], 'machine_start_failed', /gvproxy/],
  [[], 'machine_start_failed', /without a word/],
] as const)('%j is %s', (lines, code, message) => {
  expect(startError(lines, '/l')).toMatchObject({ code, message: expect.stringMatching(message) });
});
