import { afterAll, beforeAll, describe } from 'vitest';
import { endCases } from './end-cases.ts';
import type { ConformanceOptions } from './harness.ts';
import { installationCases } from './installation-cases.ts';
import { machineCases } from './machine-cases.ts';
import { Subject } from './subject.ts';

/**
 * What every driver has to do, whatever runs its machine. The cases go through the life of one installation in order: one
 * machine is booted for most of them. Its capabilities decide which apply; one that does not is named, with what it lacks.
 */
export function driverConformance({ driver, makeHarness }: ConformanceOptions): void {
  describe(`the driver ${driver}`, () => {
    let current: Subject | undefined;
    const subject = () => {
      if (!current) throw new Error('There is no installation.');
      return current;
    };
    beforeAll(async () => {
      current = new Subject(await makeHarness());
    });
    afterAll(() => current?.close());

    describe('before its first machine', () => installationCases(subject));
    describe('its machine', () => machineCases(subject));
    describe('the end of its machine', () => endCases(subject));
  });
}
