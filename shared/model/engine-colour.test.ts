import { expect, it } from 'vitest';
import { engineColour } from './engine-colour.ts';

const ofContext = (name: string) => engineColour({ kind: 'context', name });

it('gives the same name the same colour', () => {
  expect(ofContext('build-box')).toBe(ofContext('build-box'));
  expect(['staging', 'default', 'colima'].map(ofContext)).toEqual([325, 287.5, 100]);
});

it('spreads names over many hues, none of which is near to red', () => {
  const hues = Array.from({ length: 200 }, (_, index) => Number(ofContext(`host-${index}`)));
  expect(new Set(hues).size).toBeGreaterThan(20);
  for (const hue of hues) expect(hue >= 50 && hue <= 350).toBe(true);
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
