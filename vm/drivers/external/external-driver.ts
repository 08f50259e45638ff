import { AppError } from '../../../shared/errors.ts';
import type { CheckResult, DriverCapabilities, RunningVm, VmDriver } from '../driver.ts';
import { type EngineAddress, readEngineEndpoint } from './engine-address.ts';
import { ExternalEngine } from './external-engine.ts';

/** An engine that somebody else runs: a local socket, or TCP with TLS. There is no machine to start or stop. */
export class ExternalDriver implements VmDriver {
  readonly name = 'external';
  readonly capabilities: DriverCapabilities;
  readonly #address: EngineAddress;
  readonly #tlsDir: string | undefined;

  constructor(options: { address: EngineAddress; tlsDir?: string | undefined }) {
    this.#address = options.address;
    this.#tlsDir = options.tlsDir;
    this.capabilities = {
      machine: false,
      lifecycle: false,
      pause: false,
      guestAgent: false,
      console: false,
      publishedPorts: isHere(options.address) ? 'here' : 'elsewhere',
    };
  }

  /** Nothing is needed of this host; whether the engine answers is asked by whoever uses it. */
  async preflight(): Promise<CheckResult[]> {
    return [];
  }

  async provision(): Promise<void> {}

  async start(): Promise<RunningVm> {
    throw notOurs('Start');
  }

  /** It is there, whether it answers or not: who adopts it watches it. */
  async adopt(): Promise<RunningVm> {
    return new ExternalEngine(await readEngineEndpoint(this.#address, this.#tlsDir));
  }

  async inspect(): Promise<'running'> {
    return 'running';
  }

  async destroy(): Promise<void> {
    throw notOurs('Remove');
  }
}

function isHere(address: EngineAddress): boolean {
  return address.kind === 'unix' || ['localhost', '127.0.0.1', '::1'].includes(address.host);
}

function notOurs(verb: string): AppError {
  return new AppError(
    'capability_missing',
    `${verb} the engine: it is run by somebody else.`,
    'Do it where the engine was started.',
  );
}
