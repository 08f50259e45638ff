import {
  asGuestSees,
  HOST_NAME,
  isLoopback,
  parseNoProxy,
  parseProxyUrl,
  printProxyUrl,
} from '../../../shared/model/proxy.ts';
import type { ProxyVariables } from '../../../vm/drivers/driver.ts';
import type { HostProxies } from '../network/host-proxies.ts';
import { NO_PROXIES, type ProxyWords } from '../network/system-proxy/proxy-words.ts';
import type { Settings } from './settings.ts';

/** What is never asked of a proxy: the machine itself, and this computer. */
const OWN_NAMES = ['localhost', '127.0.0.1', '::1', HOST_NAME, 'gateway.docker.internal'];

type ProxySettings = Pick<Settings, 'proxyMode' | 'httpProxy' | 'httpsProxy' | 'noProxy'>;

export interface EffectiveProxy {
  /** As the guest has to name it; undefined where there is none. */
  http?: string;
  https?: string;
  /** Names and networks, with commas. Empty where there is no proxy. */
  noProxy: string;
  /** True where an address of this computer's own was replaced by one that the guest reaches. */
  rewritten: boolean;
  /** Of a script that decides instead, where the system has one: the engine cannot follow it. */
  script?: string;
}

/**
 * The proxies that the settings lead to; one that is no proxy's address counts as none.
 * @param system what they are by this computer
 */
export function effectiveProxy(settings: ProxySettings, system: ProxyWords): EffectiveProxy {
  const chosen = chosenProxy(settings, system);
  const http = parseProxyUrl(chosen.http);
  const https = parseProxyUrl(chosen.https);
  if (!http && !https) {
    return { noProxy: '', rewritten: false, ...(chosen.script && { script: chosen.script }) };
  }
  const own = (parseNoProxy(chosen.no) ?? '').split(',').filter((name) => name && !OWN_NAMES.includes(name));
  return {
    ...(http && { http: printProxyUrl(asGuestSees(http)) }),
    ...(https && { https: printProxyUrl(asGuestSees(https)) }),
    noProxy: [...OWN_NAMES, ...own].join(','),
    rewritten: [http, https].some((url) => url && isLoopback(url)),
  };
}

/** What Pier itself takes: addresses of this computer as they are. */
export function hostProxies(settings: ProxySettings, system: ProxyWords): HostProxies {
  const chosen = chosenProxy(settings, system);
  const http = parseProxyUrl(chosen.http);
  const https = parseProxyUrl(chosen.https);
  return { ...(http && { http }), ...(https && { https }), noProxy: parseNoProxy(chosen.no) ?? '' };
}

function chosenProxy(settings: ProxySettings, system: ProxyWords): ProxyWords {
  switch (settings.proxyMode) {
    case 'none':
      return NO_PROXIES;
    case 'manual':
      return { http: settings.httpProxy, https: settings.httpsProxy, no: settings.noProxy };
    case 'system':
      return system;
  }
}

/** As the engine reads them. */
export function proxyVariables({ http, https, noProxy }: EffectiveProxy): ProxyVariables {
  return {
    ...(http && { HTTP_PROXY: http }),
    ...(https && { HTTPS_PROXY: https }),
    ...((http || https) && { NO_PROXY: noProxy }),
  };
}

/** In both cases of letters, as the docker client gives them to containers and builds. */
export function containerVariables(proxy: EffectiveProxy): ProxyVariables {
  const pairs = Object.entries(proxyVariables(proxy));
  return Object.fromEntries(
    pairs.flatMap(([name, value]) => [
      [name, value],
      [name.toLowerCase(), value],
    ]),
  );
}
