import type { HealthCheck } from '../../../../shared/contract/create-request.ts';
import type { ApiHealthcheck } from './api-inspect.ts';

const NANOSECONDS = 1_000_000;

/** Undefined where the engine has no command to run. */
export function toHealthCheck(api: ApiHealthcheck): HealthCheck | undefined {
  const [kind, ...rest] = api.Test ?? [];
  if (kind === undefined) return undefined;
  if (kind === 'NONE') return { kind: 'none' };
  const times = {
    ...(api.Interval ? { intervalMs: api.Interval / NANOSECONDS } : {}),
    ...(api.Timeout ? { timeoutMs: api.Timeout / NANOSECONDS } : {}),
    ...(api.StartPeriod ? { startPeriodMs: api.StartPeriod / NANOSECONDS } : {}),
    ...(api.Retries ? { retries: api.Retries } : {}),
  };
  return kind === 'CMD-SHELL'
    ? { kind: 'shell', command: rest.join(' '), ...times }
    : { kind: 'exec', argv: rest, ...times };
}

export function fromHealthCheck(check: HealthCheck): ApiHealthcheck {
  if (check.kind === 'none') return { Test: ['NONE'] };
  return {
    Test: check.kind === 'shell' ? ['CMD-SHELL', check.command] : ['CMD', ...check.argv],
    Interval: nanoseconds(check.intervalMs),
    Timeout: nanoseconds(check.timeoutMs),
    StartPeriod: nanoseconds(check.startPeriodMs),
    Retries: check.retries ?? 0,
  };
}

function nanoseconds(milliseconds = 0): number {
  return Math.round(milliseconds * NANOSECONDS);
}
