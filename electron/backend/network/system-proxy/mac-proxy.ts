import { beforePort } from '../../../../shared/model/ip-network.ts';
import { exceptionList, NO_PROXIES, type ProxyWords } from './proxy-words.ts';

export const MAC_COMMAND = ['/usr/sbin/scutil', '--proxy'] as const;

/**
 * What the network that macOS uses now is set to. Passwords are in the keychain and not told.
 * @param text of MAC_COMMAND: "HTTPEnable : 1" and the like, with one list
 * @see https://developer.apple.com/documentation/systemconfiguration (SCSchemaDefinitions, kSCPropNetProxies…)
 */
export function parseMacProxy(text: string): ProxyWords {
  const value = (name: string) => new RegExp(`^  ${name} : (.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
  const address = (kind: 'HTTP' | 'HTTPS') => {
    const host = value(`${kind}Proxy`);
    if (value(`${kind}Enable`) !== '1' || !host) return '';
    return `http://${beforePort(host)}:${value(`${kind}Port`) || '80'}`;
  };
  const list = /^ {2}ExceptionsList : <array> \{\n([\s\S]*?)^ {2}\}/m.exec(text)?.[1] ?? '';
  const no = [...list.matchAll(/^ {4}\d+ : (.*)$/gm)].map(([, each = '']) => each);
  const words = { http: address('HTTP'), https: address('HTTPS') };
  if (words.http || words.https) return { ...words, no: exceptionList(no) };
  if (value('ProxyAutoConfigEnable') === '1') {
    return { ...NO_PROXIES, script: value('ProxyAutoConfigURLString') || 'wpad' };
  }
  return value('ProxyAutoDiscoveryEnable') === '1' ? { ...NO_PROXIES, script: 'wpad' } : NO_PROXIES;
}
