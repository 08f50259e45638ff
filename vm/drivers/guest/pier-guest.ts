import { sleep } from '../../sleep.ts';
import type { EngineRegistries, GuestControl, ProxyVariables, Requirement, Resolver } from '../driver.ts';
import type { GuestAgent } from './guest-agent.ts';
import { nameservers, parseProxyFile, proxyFile, resolvConf } from './guest-files.ts';
import { packFiles } from './pack-files.ts';
import { hasRegistries, registriesText, registryFiles } from './registry-files.ts';

/** Under emulation dockerd takes its time to end, and a swarm's containers are given theirs to stop. */
const RESTART_TIMEOUT_MS = 180_000;
const PROXY_FILE = '/run/pier/config/proxy';
const REGISTRIES_FILE = '/run/pier/config/registries';
/** A restart of the engine may have its configuration in hand. */
const TAKE_TIMEOUT_MS = 120_000;
/** From the signal to the engine that has read its configuration. */
const RELOAD_TIMEOUT_MS = 30_000;

/** What runs programs in a guest. */
export type GuestPrograms = Pick<GuestAgent, 'exec' | 'readFile' | 'writeFile' | 'time' | 'setTime'>;

/** The inside of our guest (vm/image/guest). */
export class PierGuest implements GuestControl {
  readonly #agent: GuestPrograms;

  constructor(agent: GuestPrograms) {
    this.#agent = agent;
  }

  exec(path: string, args: string[], timeoutMs?: number): ReturnType<GuestControl['exec']> {
    return this.#agent.exec(path, args, timeoutMs);
  }

  time(): Promise<number> {
    return this.#agent.time();
  }

  setTime(): Promise<void> {
    return this.#agent.setTime();
  }

  async setResolver(resolver: Resolver): Promise<void> {
    await this.#put('/run/pier/nameservers', nameservers(resolver));
    await this.#put('/etc/resolv.conf', resolvConf(resolver));
  }

  setProxy(proxy: ProxyVariables): Promise<void> {
    return this.#agent.writeFile(PROXY_FILE, proxyFile(proxy), 0o600);
  }

  async proxy(): Promise<ProxyVariables> {
    return parseProxyFile(await this.#agent.readFile(PROXY_FILE));
  }

  async setRegistries(registries: EngineRegistries): Promise<void> {
    const text = registriesText(registries);
    // Reading starts no program in the guest.
    if ((await this.#agent.readFile(REGISTRIES_FILE).catch(() => undefined)) === text) return;
    const files = await packFiles(registryFiles(registries), Date.now());
    const { exitCode, stderr } = await this.#agent.exec(
      '/etc/pier/take-registries',
      [],
      TAKE_TIMEOUT_MS,
      files.toString('latin1'),
    );
    if (exitCode !== 0) throw new Error(`The guest could not take them: ${stderr.trim() || exitCode}.`);
    await this.#untilReloaded(registries);
    await this.#agent.writeFile(REGISTRIES_FILE, text, 0o600);
  }

  async restartEngine(): Promise<void> {
    const { exitCode, stderr } = await this.#agent.exec('/etc/pier/restart-engine', [], RESTART_TIMEOUT_MS);
    if (exitCode !== 0) throw new Error(`The engine could not be restarted: ${stderr.trim() || exitCode}.`);
  }

  /** The engine reads its configuration some time after it is told to, and says nothing where it refuses it. */
  async #untilReloaded(registries: EngineRegistries): Promise<void> {
    const deadline = Date.now() + RELOAD_TIMEOUT_MS;
    for (;;) {
      const { exitCode, stdout } = await this.#agent.exec('/usr/bin/docker', [
        ...['info', '--format', '{{json .RegistryConfig}}'],
      ]);
      if (exitCode === 0 && hasRegistries(stdout, registries)) return;
      if (Date.now() > deadline) throw new Error('The engine did not take them: its log says why.');
      await sleep(200);
    }
  }

  /** Writing starts programs, reading does not. */
  async #put(path: string, text: string): Promise<void> {
    if ((await this.#agent.readFile(path)) === text) return;
    await this.#agent.writeFile(path, text, 0o644);
  }
}

/** Beside an engine that answers: without the agent a machine cannot be shut down in order. */
export function agentRequirement(agent: GuestAgent): Requirement {
  return {
    id: 'guest-agent',
    title: 'The guest agent answers',
    fatal: false,
    hint: 'Docker works. Restart the engine where it lasts: without the agent it cannot be shut down in order.',
    check: (timeoutMs) => agent.ping(timeoutMs),
  };
}
