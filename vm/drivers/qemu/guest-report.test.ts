import { describe, expect, it } from 'vitest';
import { parseGuestReport } from './guest-report.ts';
import { findForwardedPort } from './usernet.ts';

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

describe('findForwardedPort', () => {
  const usernet = [
    'Hub -1 (net0):',
    '  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ',
    '  TCP[ESTABLISHED]   19       127.0.0.1 40001       10.0.2.15  2376     0     0',
    '  TCP[HOST_FORWARD]  14       127.0.0.1 18081       10.0.2.15  8081     0     0',
    '  TCP[HOST_FORWARD]  12       127.0.0.1 41235       10.0.2.15  2376     0     0',
    '  UDP[HOST_FORWARD]  13       127.0.0.1 41236       10.0.2.15  2376     0     0',
  ].join('\r\n');

  it('finds the forward and not a connection or another protocol', () => {
    expect(findForwardedPort(usernet, 2376)).toBe(41235);
    expect(findForwardedPort(usernet, 8081)).toBe(18081);
    expect(findForwardedPort(usernet, 99)).toBeUndefined();
    expect(findForwardedPort('', 2376)).toBeUndefined();
  });
});
