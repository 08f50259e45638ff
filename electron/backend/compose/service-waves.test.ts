import { expect, it } from 'vitest';
import { serviceWaves } from './service-waves.ts';

const waves = (services: Record<string, string[]>) =>
  serviceWaves(Object.entries(services).map(([name, dependsOn]) => ({ name, dependsOn })));

it('puts each after those it depends on', () => {
  expect(waves({ web: ['api', 'cache'], api: ['db'], cache: [], db: [], alone: [] })).toEqual([
    ['cache', 'db', 'alone'],
    ['api'],
    ['web'],
  ]);
});

it('does not wait for what is not there, nor for itself; a circle comes last', () => {
  expect(waves({ web: ['gone', 'web'] })).toEqual([['web']]);
  expect(waves({ a: ['b'], b: ['a'], c: [] })).toEqual([['c'], ['a', 'b']]);
  expect(waves({})).toEqual([]);
});
