/**
 * The host port of the forward to `guestPort` in the output of `info usernet`; undefined where there is none.
 * A line is: `TCP[HOST_FORWARD]  12  127.0.0.1 41235  10.0.2.15  2376  0  0`
 */
export function findForwardedPort(usernet: string, guestPort: number): number | undefined {
  for (const line of usernet.split('\n')) {
    const columns = line.trim().split(/\s+/);
    if (columns[0] !== 'TCP[HOST_FORWARD]' || columns[5] !== String(guestPort)) continue;
    const port = Number(columns[3]);
    if (Number.isInteger(port) && port > 0) return port;
  }
  return undefined;
}
