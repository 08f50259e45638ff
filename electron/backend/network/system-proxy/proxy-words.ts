/** Proxies in somebody's words: addresses and names as they were written. Empty where there is none. */
export interface ProxyWords {
  http: string;
  https: string;
  /** What is reached without one, with commas. */
  no: string;
  /** Address of a script that decides by the address (PAC): no engine and no container can follow one. */
  script?: string;
}

export const NO_PROXIES: ProxyWords = { http: '', https: '', no: '' };

/** What the environment says (https://everything.curl.dev/usingcurl/proxies/env.html); the lower case comes first. */
export function environmentProxies(env: NodeJS.ProcessEnv): ProxyWords {
  const variable = (name: string) => env[name.toLowerCase()] || env[name] || '';
  return { http: variable('HTTP_PROXY'), https: variable('HTTPS_PROXY'), no: variable('NO_PROXY') };
}

/** One list of exceptions of what systems offer: "169.254/16" and "10.*" are networks in full, and "<local>" is no name. */
export function exceptionList(entries: readonly string[]): string {
  return entries
    .map((entry) => entry.trim())
    .map((entry) =>
      entry.replace(/^(\d+(?:\.\d+){0,2})\/(\d+)$/, (_all, start, bits) => `${padded(start)}/${bits}`),
    )
    .map((entry) =>
      entry.replace(
        /^(\d+(?:\.\d+){0,2})(?:\.\*)+$/,
        (_all, start: string) => `${padded(start)}/${8 * start.split('.').length}`,
      ),
    )
    .filter((entry) => /^[\w.*:[\]/-]+$/.test(entry))
    .join(',');
}

function padded(start: string): string {
  return [...start.split('.'), '0', '0', '0'].slice(0, 4).join('.');
}
