import type { SettingsState } from '../../../shared/contract/settings.ts';

/**
 * What the docker command has to find in ~/.docker/config.json to give containers and builds the same proxy.
 * Source: https://docs.docker.com/engine/cli/proxy/
 */
export function dockerCliProxies({ http, https, noProxy }: SettingsState['proxy']): string {
  const all = {
    ...(http && { httpProxy: http }),
    ...(https && { httpsProxy: https }),
    ...(noProxy && { noProxy }),
  };
  return JSON.stringify({ proxies: { default: all } }, null, 2);
}
