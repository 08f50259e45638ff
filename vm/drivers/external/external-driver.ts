import { AppError } from '../../../shared/errors.ts';
import type { CheckResult, DriverCapabilities, EngineEndpoint, RunningVm, VmDriver } from '../driver.ts';
import { type EngineAddress, isHere, readEngineEndpoint } from './engine-address.ts';
import { type EnginePatience, ExternalEngine } from './external-engine.ts';

export type ExternalDriverOptions =
  | { address: EngineAddress; tlsDir?: string | undefined }
  /** For who knows how it is reached. */
  | { endpoint: EngineEndpoint; isHere: boolean; patience: EnginePatience };

/** An engine that somebody else runs: a local socket, or TCP with TLS. There is no machine to start or stop. */
export class ExternalDriver implements VmDriver {
  readonly name = 'external';
  readonly capabilities: DriverCapabilities;
  readonly #options: ExternalDriverOptions;

  constructor(options: ExternalDriverOptions) {
    this.#options = options;
    const here = 'address' in options ? isHere(options.address) : options.isHere;
    this.capabilities = {
      machine: false,
      lifecycle: false,
      pause: false,
      guestAgent: false,
      console: false,
      publishedPorts: here ? 'here' : 'elsewhere',
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
    const options = this.#options;
    return 'address' in options
      ? new ExternalEngine(await readEngineEndpoint(options.address, options.tlsDir))
      : new ExternalEngine(options.endpoint, options.patience);
  }

  async inspect(): Promise<'running'> {
    return 'running';
  }

  async destroy(): Promise<void> {
    throw notOurs('Remove');
  }
}

function notOurs(verb: string): AppError {
  return new AppError(
    'capability_missing',
    `${verb} the engine: it is run by somebody else.`,
    'Do it where the engine was started.',
  );
}
