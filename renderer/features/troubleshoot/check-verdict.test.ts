import { expect, it } from 'vitest';
import type { CheckOutcome } from '../../../shared/contract/diagnostics.ts';
import { lookOf, verdictOf } from './check-verdict.ts';

const check = (id: string, fatal: boolean) => ({ id, title: id, hint: '', fatal });
const outcome = (id: string, status: CheckOutcome['status']): CheckOutcome => ({
  id,
  status,
  detail: '',
  tookMs: 1,
});
const CHECKS = [check('engine', true), check('path', false)];
const error = { code: 'internal', message: 'm', hint: 'h' } as const;

const verdict = (
  outcomes: CheckOutcome[],
  rest: { checks?: typeof CHECKS; running?: string[]; error?: typeof error } = {},
) =>
  verdictOf({
    checks: rest.checks ?? CHECKS,
    outcomes: new Map(outcomes.map((each) => [each.id, each])),
    running: new Set(rest.running),
    error: rest.error,
  });

it('is well, worth a look, or bad, once all are known', () => {
  const path = outcome('path', 'failed');
  expect(verdict([outcome('engine', 'ok'), outcome('path', 'skipped')])).toBe('ok');
  expect(verdict([outcome('engine', 'ok'), path])).toBe('warn');
  expect(verdict([outcome('engine', 'failed'), path])).toBe('bad');
  expect(verdict([outcome('engine', 'failed')], { running: ['path'] })).toBe('busy');
  expect(verdict([], { checks: [] })).toBe('busy');
});

it('is neither well nor busy for ever where they could not be run', () => {
  expect(verdict([], { checks: [], error })).toBe('broken');
  expect(verdict([outcome('engine', 'ok')], { error })).toBe('broken');
  expect(lookOf(true, undefined, false)).toBe('unknown');
  expect(lookOf(true, undefined, true)).toBe('running');
});
