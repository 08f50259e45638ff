import { clock } from './clock.ts';
import { deadContexts } from './dead-contexts.ts';
import { defaultSocket } from './default-socket.ts';
import { diskSpace } from './disk-space.ts';
import { dockerContext } from './docker-context.ts';
import { dockerLogins } from './docker-logins.ts';
import { dockerSocketCheck } from './docker-socket.ts';
import { engineAnswers } from './engine-answers.ts';
import { guestDns } from './guest-dns.ts';
import { hypervisor } from './hypervisor.ts';
import { imageDigest } from './image-digest.ts';
import { leftoverProcesses } from './leftover-processes.ts';
import { programsOnPath } from './programs-on-path.ts';
import type { SelfCheck } from './self-check.ts';
import { virtualisation } from './virtualisation.ts';

/** In the order in which they are shown: what the others need comes first. */
export const allChecks: readonly SelfCheck[] = [
  hypervisor,
  virtualisation,
  diskSpace,
  imageDigest,
  engineAnswers,
  dockerSocketCheck,
  clock,
  guestDns,
  dockerContext,
  deadContexts,
  dockerLogins,
  defaultSocket,
  programsOnPath,
  leftoverProcesses,
];
