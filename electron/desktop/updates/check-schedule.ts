const HOUR_MS = 3_600_000;
/** A version that is a few hours old is new enough. */
const EVERY_MS = 12 * HOUR_MS;
/** After a check that failed, or found no network. */
const AGAIN_MS = HOUR_MS;

/** Whether it is time to look for updates without being asked. All times in milliseconds since the epoch. */
export function isCheckDue(times: {
  now: number;
  /** When the server answered last, since Pier started. */
  checkedAt?: number | undefined;
  /** When it was asked last, whatever came of it: not since Pier started, where undefined. */
  triedAt?: number | undefined;
}): boolean {
  const { now, checkedAt, triedAt } = times;
  const since = (time: number | undefined, ms: number) =>
    // A clock that was set back must not put it off for years.
    time === undefined || time > now || now - time >= ms;
  return since(checkedAt, EVERY_MS) && since(triedAt, AGAIN_MS);
}
