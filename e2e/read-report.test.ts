import { describe, expect, it } from 'vitest';
// @ts-expect-error: plain JavaScript, since the gate runs before anything is built
import { readReport } from './read-report.mjs';

describe('what a report of tests tells', () => {
  it('of vitest: what failed, what passed at the second try, and a hook that failed', () => {
    const test = (fullName: string, status: string, ...failureMessages: string[]) => ({
      fullName,
      status,
      failureMessages,
    });
    const report = {
      numPassedTests: 2,
      testResults: [
        {
          name: '/x/a.test.ts',
          status: 'failed',
          message: '',
          assertionResults: [
            test('adds', 'passed'),
            test('waits', 'passed', 'Error: late'),
            test('ends', 'failed', '\u001b[31mError\u001b[39m: it\n   went on'),
          ],
        },
        { name: '/x/b.test.ts', status: 'failed', message: 'no engine', assertionResults: [] },
      ],
    };
    expect(readReport(report)).toEqual({
      passed: 2,
      failures: ['a.test.ts › ends: Error: it went on', 'b.test.ts › the file: no engine'],
      flaky: ['a.test.ts › waits: Error: late'],
    });
  });

  it('of Playwright, in suites of suites, shortened where a message is long', () => {
    const spec = (title: string, status: string, message?: string) => ({
      title,
      tests: [{ status, results: [{ error: message && { message } }] }],
    });
    const report = {
      stats: { expected: 3, flaky: 1 },
      errors: [{ message: 'no browser' }],
      suites: [
        {
          file: 'specs/a.spec.ts',
          specs: [spec('opens', 'expected')],
          suites: [
            {
              file: 'specs/a.spec.ts',
              specs: [spec('closes', 'unexpected', 'x'.repeat(999)), spec('waits', 'flaky', 'late')],
            },
          ],
        },
      ],
    };
    const { passed, failures, flaky } = readReport(report);
    expect(passed).toBe(4);
    expect(failures).toEqual([
      'playwright › the run: no browser',
      expect.stringMatching(/^a\.spec\.ts › closes: x+…$/),
    ]);
    expect(failures[1].length).toBeLessThan(230);
    expect(flaky).toEqual(['a.spec.ts › waits: late']);
  });
});
