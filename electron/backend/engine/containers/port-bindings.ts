import type { RunRequest } from '../../../../shared/contract/containers.ts';
import type { ApiHostConfig, ApiPortBinding } from './api-inspect.ts';

type PortRow = RunRequest['ports'][number];

/** Published ports as rows of the form, beside the engine's own bindings. A range of host ports is a free one in the row. */
export function knownPorts({
  PortBindings: bindings,
}: ApiHostConfig): { row: PortRow; raw: ApiPortBinding }[] {
  return Object.entries(bindings ?? {}).flatMap(([key, all]) => {
    const [port = '', protocol = 'tcp'] = key.split('/');
    return (all ?? []).map((raw) => ({ row: toRow(Number(port), protocol, raw), raw }));
  });
}

/** Rows for POST /containers/create. A row that a base has just so stays as it is there. */
export function portBindings(
  rows: readonly PortRow[],
  base: ApiHostConfig = {},
): Record<string, ApiPortBinding[]> {
  const known = knownPorts(base);
  const bindings: Record<string, ApiPortBinding[]> = {};
  for (const row of rows) {
    const key = `${row.containerPort}/${row.protocol}`;
    bindings[key] ??= [];
    bindings[key].push(
      known.find((each) => isSame(each.row, row))?.raw ?? {
        HostIp: row.hostIp ?? '',
        HostPort: row.hostPort ? String(row.hostPort) : '',
      },
    );
  }
  return bindings;
}

function toRow(
  containerPort: number,
  protocol: string,
  { HostIp: ip, HostPort: host }: ApiPortBinding,
): PortRow {
  const hostPort = /^\d+$/.test(host ?? '') ? Number(host) : 0;
  return {
    ...(ip ? { hostIp: ip } : {}),
    ...(hostPort > 0 ? { hostPort } : {}),
    containerPort,
    protocol: protocol === 'udp' || protocol === 'sctp' ? protocol : 'tcp',
  };
}

function isSame(a: PortRow, b: PortRow): boolean {
  return (
    a.containerPort === b.containerPort &&
    a.protocol === b.protocol &&
    (a.hostPort ?? 0) === (b.hostPort ?? 0) &&
    (a.hostIp ?? '') === (b.hostIp ?? '')
  );
}
