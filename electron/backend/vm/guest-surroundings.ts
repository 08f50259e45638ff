import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { SettingsState, UserSettings } from '../../../shared/contract/settings.ts';
import { maskProxyUrl } from '../../../shared/model/proxy.ts';
import type { GuestControl, ProxyVariables, Resolver, VmSpec } from '../../../vm/drivers/driver.ts';
import type { Logger } from '../log/logger.ts';
import type { HostResolver } from '../network/dns/host-resolver.ts';
import type { SystemProxy } from '../network/system-proxy/system-proxy.ts';
import {
  containerVariables,
  type EffectiveProxy,
  effectiveProxy,
  proxyVariables,
} from '../settings/effective-proxy.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import type { Supervisor } from './supervisor.ts';

type ProxySettings = Pick<UserSettings, 'proxyMode' | 'httpProxy' | 'httpsProxy' | 'noProxy'>;

/** Of what is told to a guest. */
const TRIES = 10;
const TRY_AGAIN_MS = 3000;

export interface GuestSurroundingsOptions {
  supervisor: Pick<Supervisor, 'guest' | 'status' | 'onChange' | 'restartEngine'>;
  settings: Pick<SettingsBook, 'current'>;
  resolver: Pick<HostResolver, 'current' | 'onChange'>;
  system: Pick<SystemProxy, 'current' | 'check'>;
  log: Logger;
}

/**
 * Keeps a guest told of what it takes over from this computer: how names are looked up, and the proxies. Name servers
 * and domains follow at once; the engine reads its proxies when it starts.
 */
export class GuestSurroundings {
  readonly #options: GuestSurroundingsOptions;
  readonly #ends: (() => void)[];
  #guest: GuestControl | undefined;
  #isBehind = false;
  /** What the engine of the present guest was started with, and the settings that led to it. */
  #running: { settings: ProxySettings; variables: ProxyVariables } | undefined;

  constructor(options: GuestSurroundingsOptions) {
    this.#options = options;
    this.#ends = [
      options.supervisor.onChange(() => this.#meet()),
      options.resolver.onChange((resolver) => void this.#tell(resolver)),
    ];
  }

  /** For the next start. */
  forSpec(): Pick<VmSpec, 'resolver' | 'proxy'> {
    return { resolver: this.#options.resolver.current, proxy: this.#variables() };
  }

  /** What the proxy's settings lead to, for people. */
  proxy(): SettingsState['proxy'] {
    const { http, https, ...rest } = this.#effective();
    return {
      ...rest,
      ...(http && { http: maskProxyUrl(http) }),
      ...(https && { https: maskProxyUrl(https) }),
    };
  }

  /** For containers and builds that Pier itself makes in its machine, as the docker client would. */
  containerVariables(): ProxyVariables {
    if (!this.#options.supervisor.guest) return {};
    return containerVariables(this.#effective());
  }

  /** The settings that the running engine has; undefined where none of ours runs. Equal ones lead to equal proxies. */
  runningProxy(): ProxySettings | undefined {
    if (!this.#guest || !this.#running) return undefined;
    const { settings, variables } = this.#running;
    // Those of the system may be others by now.
    const now = proxyVariables(effectiveProxy(settings, this.#options.system.current));
    return isDeepStrictEqual(now, variables) ? settings : settingsFor(variables);
  }

  /** Restarts the engine with what is set now. Containers go on. @throws AppError machine_not_running, guest_failed */
  async restartEngine(): Promise<void> {
    const { supervisor, settings } = this.#options;
    await this.#options.system.check();
    const running = { settings: proxySettingsOf(settings.current), variables: this.#variables() };
    await supervisor.restartEngine((guest) => guest.setProxy(running.variables));
    this.#running = running;
  }

  dispose(): void {
    for (const end of this.#ends) end();
    this.#guest = undefined;
  }

  #effective(): EffectiveProxy {
    return effectiveProxy(this.#options.settings.current, this.#options.system.current);
  }

  #variables(): ProxyVariables {
    return proxyVariables(this.#effective());
  }

  /** A machine that is up: one that was started here, or one that an earlier Pier left. */
  #meet(): void {
    const { supervisor, resolver } = this.#options;
    const { guest } = supervisor;
    const isUp = guest !== undefined && supervisor.status().state.kind === 'running';
    if (guest === this.#guest) {
      if (isUp && this.#isBehind) void this.#tell(resolver.current);
      return;
    }
    if (guest && !isUp) return;
    this.#guest = guest;
    this.#running = undefined;
    if (!guest) return;
    void this.#tell(resolver.current);
    void this.#ask(guest);
  }

  /** What changed between its start and now, or while no Pier was there, counts too. */
  async #tell(resolver: Resolver): Promise<void> {
    const guest = this.#guest;
    if (!guest) return;
    // One that is paused is told when it goes on.
    this.#isBehind = this.#options.supervisor.status().state.kind !== 'running';
    if (this.#isBehind) return;
    const isNews = () => resolver === this.#options.resolver.current;
    await this.#insist('tell the guest how names are looked up', guest, async () => {
      if (isNews()) await guest.setResolver(resolver);
    });
  }

  /** What the engine of a machine was started with, in the words of the settings. */
  async #ask(guest: GuestControl): Promise<void> {
    await this.#insist("read the engine's proxies", guest, async () => {
      const has = await guest.proxy();
      if (guest !== this.#guest || this.#running) return;
      const settings = isDeepStrictEqual(has, this.#variables())
        ? proxySettingsOf(this.#options.settings.current)
        : settingsFor(has);
      this.#running = { settings, variables: has };
    });
  }

  /** The agent in the guest starts a little later than its engine. */
  async #insist(what: string, guest: GuestControl, work: () => Promise<void>): Promise<void> {
    for (let tries = 1; guest === this.#guest; tries++) {
      try {
        return await work();
      } catch (error) {
        if (tries === TRIES) this.#options.log.warn(`Cannot ${what}.`, { error: String(error) });
        if (tries >= TRIES) return;
      }
      await sleep(TRY_AGAIN_MS, undefined, { ref: false });
    }
  }
}

function settingsFor(variables: ProxyVariables): ProxySettings {
  return {
    proxyMode: Object.keys(variables).length > 0 ? 'manual' : 'none',
    httpProxy: variables.HTTP_PROXY ?? '',
    httpsProxy: variables.HTTPS_PROXY ?? '',
    noProxy: variables.NO_PROXY ?? '',
  };
}

function proxySettingsOf({ proxyMode, httpProxy, httpsProxy, noProxy }: ProxySettings): ProxySettings {
  return { proxyMode, httpProxy, httpsProxy, noProxy };
}
