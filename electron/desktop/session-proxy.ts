import type { HostProxies } from '../backend/network/host-proxies.ts';
import { environmentProxies } from '../backend/network/system-proxy/proxy-words.ts';
import { hostProxies } from '../backend/settings/effective-proxy.ts';
import type { Settings } from '../backend/settings/settings.ts';
import type { SettingsBook } from '../backend/settings/settings-book.ts';

/** Electron's ProxyConfig, what is used of it. */
export interface SessionProxy {
  mode: 'direct' | 'system' | 'fixed_servers';
  proxyRules?: string;
  proxyBypassRules?: string;
}

/**
 * The proxies that Pier itself takes, as Chromium is told of them
 * (https://www.electronjs.org/docs/latest/api/structures/proxy-config). Where neither settings nor environment name one
 * it is what the system says.
 */
export function sessionProxy(
  mode: Settings['proxyMode'],
  { http, https, noProxy }: HostProxies,
): SessionProxy {
  if (mode === 'none') return { mode: 'direct' };
  if (!http && !https) return { mode: mode === 'system' ? 'system' : 'direct' };
  const rules = Object.entries({ http, https }).flatMap(([scheme, url]) =>
    url ? [`${scheme}=${url.protocol}//${url.host}`] : [],
  );
  return { mode: 'fixed_servers', proxyRules: rules.join(';'), proxyBypassRules: noProxy };
}

/** Who signs in to the proxy that asks. Nobody does to another host. */
export function proxyLogin(
  { isProxy, host, port }: { isProxy: boolean; host: string; port: number },
  { http, https }: HostProxies,
): [user: string, password: string] | undefined {
  const proxy = [https, http].find((url) => url?.hostname === host && Number(url.port || 80) === port);
  if (!isProxy || !proxy?.username) return undefined;
  return [decodeURIComponent(proxy.username), decodeURIComponent(proxy.password)];
}

/** The proxies that Pier takes, for sessions of Electron. */
export interface ChosenProxies {
  /** As they are now. */
  session(): SessionProxy;
  /** As proxyLogin(). */
  login(info: Parameters<typeof proxyLogin>[0]): ReturnType<typeof proxyLogin>;
  /** Called after each change of the settings. */
  onChange(listener: () => void): () => void;
}

/** Has a session of Electron take them, now and after each change, for as long as Pier runs. */
export function keepProxied(
  session: { setProxy(config: SessionProxy): Promise<void> },
  proxies: Pick<ChosenProxies, 'session' | 'onChange'>,
  onFailure: (error: unknown) => void,
): void {
  const apply = () => void session.setProxy(proxies.session()).catch(onFailure);
  apply();
  proxies.onChange(apply);
}

export function chosenProxies(
  settings: Pick<SettingsBook, 'current' | 'onChange'>,
  env: NodeJS.ProcessEnv,
): ChosenProxies {
  // What the system itself says Chromium reads better, scripts included.
  const proxies = () => hostProxies(settings.current, environmentProxies(env));
  return {
    session: () => sessionProxy(settings.current.proxyMode, proxies()),
    login: (info) => proxyLogin(info, proxies()),
    onChange: (listener) => settings.onChange(listener),
  };
}
