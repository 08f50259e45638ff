import type { EngineEndpoint } from '../../../vm/drivers/driver.ts';

/** Whether two descriptions lead to the same engine: a source may make a new object for each question. */
export function sameEndpoint(a: EngineEndpoint | undefined, b: EngineEndpoint | undefined): boolean {
  if (a === b || a === undefined || b === undefined) return a === b;
  if (a.kind === 'unix') return b.kind === 'unix' && a.path === b.path;
  if (b.kind !== 'tls') return false;
  return a.host === b.host && a.port === b.port && a.ca === b.ca && a.cert === b.cert && a.key === b.key;
}
