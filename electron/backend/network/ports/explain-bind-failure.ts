import { AppError } from '../../../../shared/errors.ts';
import { beforePort } from '../../../../shared/model/ip-network.ts';
import { findPortHolder } from './port-holder.ts';
import type { WantedPort } from './published-port.ts';
import { isWithoutAddress } from './try-bind.ts';

/** Why a port cannot be opened, for people. `reason` is the system's word, or what the driver said. */
export async function explainBindFailure(port: WantedPort, reason: string): Promise<AppError> {
  const { protocol, hostIp, hostPort, containerName } = port;
  const where = `${beforePort(hostIp)}:${hostPort}`;
  const what = `Cannot open port '${where}/${protocol}' for container '${containerName}'`;
  if (reason === 'EADDRINUSE') {
    const holder = await findPortHolder({ protocol, ip: hostIp, port: hostPort });
    const by = holder ? `'${holder.name}' (process ${holder.pid}) uses it` : 'another program uses it';
    return new AppError(
      'port_taken',
      `${what}: ${by}.`,
      'End that program, or publish another port. Pier takes the port as soon as it is free.',
    );
  }
  if (reason === 'EACCES') {
    return new AppError(
      'port_forward_failed',
      `${what}: ports below 1024 are kept for the administrator of this computer.`,
      `Publish a port from 1024 on, or allow it: sudo sysctl net.ipv4.ip_unprivileged_port_start=${hostPort}`,
    );
  }
  if (isWithoutAddress(reason)) {
    return new AppError(
      'port_forward_failed',
      `${what}: this computer does not have the address '${hostIp}'.`,
      'Publish it on an address of this computer, or on none. Pier opens the port when the address is there.',
    );
  }
  return new AppError(
    'port_forward_failed',
    `${what}: ${reason}.`,
    'Pier keeps trying. If it lasts, restart the engine.',
  );
}
