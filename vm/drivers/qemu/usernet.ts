import type { PortForward } from '../driver.ts';

/**
 * The forwards in the output of `info usernet`. A line of one is:
 * `TCP[HOST_FORWARD]  12  127.0.0.1 41235  10.0.2.15  2376  0  0`, with `*` for all addresses.
 */
export function parseForwards(usernet: string): PortForward[] {
  const forwards: PortForward[] = [];
  for (const line of usernet.split('\n')) {
    const [kind, , hostIp, hostPort, guestIp, guestPort] = line.trim().split(/\s+/);
    const protocol = /^(TCP|UDP)\[HOST_FORWARD\]$/.exec(kind ?? '')?.[1]?.toLowerCase();
    if (!hostIp || !guestIp || !isPort(hostPort) || !isPort(guestPort)) continue;
    if (protocol !== 'tcp' && protocol !== 'udp') continue;
    forwards.push({
      protocol,
      hostIp: hostIp === '*' ? '0.0.0.0' : hostIp,
      hostPort: Number(hostPort),
      guestIp,
      guestPort: Number(guestPort),
    });
  }
  return forwards;
}

/** The host port of the forward to `guestPort` in the output of `info usernet`; undefined where there is none. */
export function findForwardedPort(usernet: string, guestPort: number): number | undefined {
  return parseForwards(usernet).find((forward) => forward.guestPort === guestPort)?.hostPort;
}

/** The arguments of `hostfwd_add` and, without the guest's side, of `hostfwd_remove`. */
export function forwardRule(netdev: string, forward: PortForward): { add: string; remove: string } {
  const { protocol, hostIp, hostPort, guestIp, guestPort } = forward;
  const host = `${netdev} ${protocol}:${hostIp}:${hostPort}`;
  return { add: `hostfwd_add ${host}-${guestIp}:${guestPort}`, remove: `hostfwd_remove ${host}` };
}

function isPort(text: string | undefined): boolean {
  const port = Number(text);
  return Number.isInteger(port) && port > 0 && port <= 65_535;
}
