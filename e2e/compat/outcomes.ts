import { expect } from 'vitest';
import type { Side, Sides } from './sides.ts';

/** What came of each case of a suite, by its name. */
export type Outcomes = Readonly<Record<string, 'passed' | 'failed'>>;

/**
 * Runs a suite against the bare engine and against Pier's. A suite may fail in cases that this computer cannot serve, for
 * want of a registry: it must fail in the same ones on both sides.
 * @param least how many cases have to pass: a suite that cannot run at all shows nothing
 */
export async function expectNoDifference(
  sides: Sides,
  least: number,
  run: (side: Side) => Promise<Outcomes>,
): Promise<void> {
  const bare = await run(sides.bare);
  const pier = await run(sides.pier);
  const names = [...new Set([...Object.keys(bare), ...Object.keys(pier)])];
  const differences = names
    .filter((name) => bare[name] !== pier[name])
    .map(
      (name) => `${name}: ${bare[name] ?? 'missing'} on the bare engine, ${pier[name] ?? 'missing'} on Pier`,
    );
  const passed = Object.values(bare).filter((outcome) => outcome === 'passed').length;
  console.log(
    `${passed} of ${names.length} cases pass on the bare engine; ${differences.length} differ on Pier.`,
  );
  expect(differences).toEqual([]);
  expect(passed).toBeGreaterThanOrEqual(least);
}

/** Runs cases that are functions one after the other. */
export async function outcomesOf(
  cases: readonly [name: string, run: () => Promise<unknown>][],
): Promise<Outcomes> {
  const outcomes: Record<string, 'passed' | 'failed'> = {};
  for (const [name, run] of cases) {
    outcomes[name] = await run().then(
      () => 'passed' as const,
      (error: Error) => {
        console.log(`${name}: ${error.message.slice(0, 300)}`);
        return 'failed' as const;
      },
    );
  }
  return outcomes;
}

/**
 * Reads what a program of another kind says in the Test Anything Protocol. What no case is named for, as a rejection that
 * nobody caught, is of the suite's own making.
 */
export function readTap(text: string): Outcomes {
  const found = text.matchAll(/^ *(not )?ok \d+ -? ?(.*?)( # .*)?$/gm);
  return Object.fromEntries(
    [...found]
      .filter(([, , name = '']) => !name.startsWith('Error: '))
      .map(([, failed, name = '']) => [name, failed ? ('failed' as const) : ('passed' as const)]),
  );
}
