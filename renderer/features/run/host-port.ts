/** "8080", "127.0.0.1:8080", "[::1]:8080", "127.0.0.1:" or nothing: where a port is published. Absent parts are Docker's. */
export function parseHostPort(text: string): { hostIp?: string; hostPort?: number } {
  const match = /^(?:(\[[\da-f:.]+\]|[\d.]+):)?(\d{0,6})$/i.exec(text.trim());
  if (!match) return { hostPort: Number.NaN };
  const [, address = '', port = ''] = match;
  return {
    ...(address ? { hostIp: address.replace(/^\[|\]$/g, '') } : {}),
    ...(port ? { hostPort: Number(port) } : {}),
  };
}

export function hostPortText({
  hostIp = '',
  hostPort,
}: {
  hostIp?: string | undefined;
  hostPort?: number | undefined;
}): string {
  const address = hostIp.includes(':') ? `[${hostIp}]` : hostIp;
  return `${address ? `${address}:` : ''}${hostPort ?? ''}`;
}
