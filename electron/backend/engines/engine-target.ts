import type { SshTarget } from './ssh-command.ts';

/** TLS as a docker context has it: PEM texts, each of which may be missing. */
export interface TlsMaterial {
  ca?: string;
  cert?: string;
  key?: string;
  /** False where the context says so: whoever answers is believed. */
  verify: boolean;
}

/** How the engine of a docker context is reached. Holds keys: it never leaves the backend. */
export type EngineTarget =
  | { kind: 'unix'; path: string }
  /** Without `tls` in the clear, as docker does it. */
  | { kind: 'tcp'; host: string; port: number; tls?: TlsMaterial }
  | ({ kind: 'ssh' } & SshTarget);

/** Whether the engine runs on this computer, as far as its address tells. */
export function isOnThisComputer(target: EngineTarget): boolean {
  return target.kind === 'unix' || ['localhost', '127.0.0.1', '::1'].includes(target.host);
}
