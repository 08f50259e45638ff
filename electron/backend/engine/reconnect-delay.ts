const FIRST_MS = 200;
const LONGEST_MS = 5_000;

/**
 * Milliseconds to wait before attempt number `failures` (1 is the first again): doubled each time, and spread over
 * the upper half so that several clients do not come back in step. `random` gives 0 to 1.
 */
export function reconnectDelay(failures: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
  return full / 2 + (full / 2) * random();
}
