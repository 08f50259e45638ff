import { expect, it } from 'vitest';
import { ENGINE_COLOURS, engineColour } from './engine-colour.ts';

const ofContext = (name: string) => engineColour({ kind: 'context', name });

it('gives the same name the same colour', () => {
  expect(ofContext('build-box')).toBe(ofContext('build-box'));
  expect(['staging', 'default', 'colima', 'ci'].map(ofContext)).toEqual([6, 4, 1, 0]);
});

it('spreads names over all colours', () => {
  const colours = new Set(Array.from({ length: 200 }, (_, index) => ofContext(`host-${index}`)));
  expect([...colours].sort()).toEqual(Array.from({ length: ENGINE_COLOURS }, (_, index) => index));
});

it('knows engines that people depend on by their name', () => {
  for (const name of ['prod', 'PROD', 'eu-production', 'shop.live', 'prd_2', 'prod1'])
    expect(ofContext(name)).toBe('production');
  for (const name of ['product-tests', 'reproduce', 'olive', 'delivery', 'staging'])
    expect(typeof ofContext(name)).toBe('number');
});

it("is the same for Pier's own whatever its name", () => {
  expect(engineColour({ kind: 'own', name: 'prod' })).toBe('own');
});
