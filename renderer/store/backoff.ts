/**
 * How long to wait before try number `attempt` (0 is the first), in milliseconds: doubles from `first` to `limit`,
 * spread by ±20 % so that several windows do not knock at once.
 * @param random 0 to 1
 */
export function backoff(attempt: number, random: number, first = 500, limit = 10_000): number {
  const base = Math.min(limit, first * 2 ** Math.min(attempt, 30));
  return Math.round(base * (0.8 + 0.4 * random));
}
