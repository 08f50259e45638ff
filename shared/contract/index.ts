import { appContract } from './app.ts';
import { containersContract } from './containers.ts';
import type { ClientOf, HandlersOf } from './define.ts';
import { imagesContract } from './images.ts';
import { machineContract } from './machine.ts';
import { portsContract } from './ports.ts';
import { tasksContract } from './tasks.ts';

/** Everything that can be asked of the backend, by the desktop, a browser, the CLI and extensions alike. */
export const contract = {
  app: appContract,
  machine: machineContract,
  containers: containersContract,
  images: imagesContract,
  ports: portsContract,
  tasks: tasksContract,
};

export type PierContract = typeof contract;
export type PierClient = ClientOf<PierContract>;
export type PierHandlers = HandlersOf<PierContract>;
