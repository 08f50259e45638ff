import { exceptionList, NO_PROXIES, type ProxyWords } from './proxy-words.ts';

export const WINDOWS_COMMAND = [
  'reg.exe',
  'query',
  String.raw`HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings`,
] as const;

/**
 * What Windows was told for this person. `<local>`, names without a dot, is left out: engines know no such word.
 * @param text of WINDOWS_COMMAND: "    ProxyServer    REG_SZ    proxy.example:8080" and the like
 * @see https://learn.microsoft.com/windows/win32/wininet/setting-and-retrieving-internet-options
 */
export function parseWindowsProxy(text: string): ProxyWords {
  const value = (name: string) => new RegExp(`^ +${name} +REG_\\w+ +(.*?)\\r?$`, 'mi').exec(text)?.[1] ?? '';
  const script = value('AutoConfigURL');
  if (Number(value('ProxyEnable')) !== 1) return script ? { ...NO_PROXIES, script } : NO_PROXIES;
  // One for all, or one for each: "http=a:80;https=b:80;socks=c:1080".
  const server = value('ProxyServer');
  const parts = new Map(
    server.split(';').map((part) => {
      const [kind = '', address] = part.split('=');
      return address === undefined ? ['', kind.trim()] : [kind.trim().toLowerCase(), address.trim()];
    }),
  );
  const address = (kind: string) => parts.get(kind) ?? parts.get('') ?? '';
  return {
    http: address('http'),
    https: address('https'),
    no: exceptionList(value('ProxyOverride').split(';')),
  };
}
