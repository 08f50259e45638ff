import { describe, expect, it } from 'vitest';
import { parseGuestReport } from './guest-report.ts';

describe('parseGuestReport', () => {
  it.each([
    ['step engine Starting Docker', { kind: 'step', step: { id: 'engine', title: 'Starting Docker' } }],
    ['  step x  Two  words\r', { kind: 'step', step: { id: 'x', title: 'Two  words' } }],
    ['engine-exit 137', { kind: 'engine-exit', code: '137' }],
    ['engine-start', undefined],
    ['step alone', undefined],
    ['', undefined],
    ['noise from a kernel', undefined],
  ])('reads %j', (line, report) => {
    expect(parseGuestReport(line)).toEqual(report);
  });

  it('gives a known failure its hint', () => {
    expect(parseGuestReport('fatal data_disk_newer The data disk is newer.')).toMatchObject({
      kind: 'failure',
      error: {
        code: 'data_disk_newer',
        message: 'The data disk is newer.',
        hint: expect.stringContaining('newer version'),
      },
    });
  });

  it('keeps all the words of a failure that it does not know', () => {
    expect(parseGuestReport('fatal out_of_luck No more.')).toMatchObject({
      error: { code: 'guest_failed', message: 'out_of_luck No more.' },
    });
    expect(parseGuestReport('fatal')).toMatchObject({ error: { code: 'guest_failed' } });
  });
});
