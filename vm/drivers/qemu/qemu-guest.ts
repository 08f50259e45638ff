import type { GuestControl, ProxyVariables, Resolver } from '../driver.ts';
import type { GuestAgent } from './guest-agent.ts';
import { nameservers, parseProxyFile, proxyFile, resolvConf } from './guest-files.ts';

/** Under emulation dockerd takes its time to end, and a swarm's containers are given theirs to stop. */
const RESTART_TIMEOUT_MS = 180_000;
const PROXY_FILE = '/run/pier/config/proxy';

/** The inside of our guest (vm/image/guest). */
export class QemuGuest implements GuestControl {
  readonly #agent: GuestAgent;

  constructor(agent: GuestAgent) {
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

  async restartEngine(): Promise<void> {
    const { exitCode, stderr } = await this.#agent.exec('/etc/pier/restart-engine', [], RESTART_TIMEOUT_MS);
    if (exitCode !== 0) throw new Error(`The engine could not be restarted: ${stderr.trim() || exitCode}.`);
  }

  /** Writing starts programs, reading does not. */
  async #put(path: string, text: string): Promise<void> {
    if ((await this.#agent.readFile(path)) === text) return;
    await this.#agent.writeFile(path, text, 0o644);
  }
}
