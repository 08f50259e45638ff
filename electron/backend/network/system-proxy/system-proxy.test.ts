import { describe, expect, it } from 'vitest';
import { parseGnomeProxy } from './gnome-proxy.ts';
import { parseMacProxy } from './mac-proxy.ts';
import { SystemProxy } from './system-proxy.ts';
import { parseWindowsProxy } from './windows-proxy.ts';

const NONE = { http: '', https: '', no: '' };

describe('what GNOME was told', () => {
  const gnome = (mode: string, more = '') => `org.gnome.system.proxy autoconfig-url 'http://pac.example/p.pac'
org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '::1', '*.corp']
org.gnome.system.proxy mode '${mode}'
org.gnome.system.proxy.http authentication-password 'p@ss'
org.gnome.system.proxy.http authentication-user 'me'
org.gnome.system.proxy.http host 'proxy.example'
org.gnome.system.proxy.http port 3128
org.gnome.system.proxy.http use-authentication ${more || 'false'}
org.gnome.system.proxy.https host ''
org.gnome.system.proxy.https port 0
`;
  it('is a proxy with its exceptions, with a login where it has one, a script, or nothing', () => {
    const no = 'localhost,127.0.0.0/8,::1,*.corp';
    expect(parseGnomeProxy(gnome('manual'))).toEqual({ http: 'http://proxy.example:3128', https: '', no });
    expect(parseGnomeProxy(gnome('manual', 'true')).http).toBe('http://me:p%40ss@proxy.example:3128');
    expect(parseGnomeProxy(gnome('auto'))).toEqual({ ...NONE, script: 'http://pac.example/p.pac' });
    expect(parseGnomeProxy(gnome('none'))).toEqual(NONE);
    expect(parseGnomeProxy('No such schema')).toEqual(NONE);
  });
});

describe('what macOS was told', () => {
  const mac = (on: number, script = 0) => `<dictionary> {
  ExceptionsList : <array> {
    0 : *.local
    1 : 169.254/16
  }
  FTPPassive : 1
  HTTPEnable : ${on}
  HTTPPort : 8080
  HTTPProxy : proxy.example
  HTTPSEnable : ${on}
  HTTPSPort : 8443
  HTTPSProxy : fe80::1
  ProxyAutoConfigEnable : ${script}
  ProxyAutoConfigURLString : http://pac.example/p.pac
}
`;
  it('is a proxy for each, with networks in full, a script, or nothing', () => {
    expect(parseMacProxy(mac(1))).toEqual({
      http: 'http://proxy.example:8080',
      https: 'http://[fe80::1]:8443',
      no: '*.local,169.254.0.0/16',
    });
    expect(parseMacProxy(mac(0, 1))).toEqual({ ...NONE, script: 'http://pac.example/p.pac' });
    expect(parseMacProxy(mac(0))).toEqual(NONE);
    expect(parseMacProxy('<dictionary> {\n}\n')).toEqual(NONE);
  });
});

describe('what Windows was told', () => {
  const key = String.raw`HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Internet Settings`;
  const windows = (enabled: number, server: string, more = '') =>
    `\r\n${key}\r\n    ProxyEnable    REG_DWORD    0x${enabled}\r\n    ProxyServer    REG_SZ    ${server}\r\n    ProxyOverride    REG_SZ    *.local;10.*;<local>\r\n${more}`;
  it('is one proxy for all, or one for each, a script, or nothing', () => {
    const no = '*.local,10.0.0.0/8';
    const all = { http: 'proxy.example:8080', https: 'proxy.example:8080', no };
    expect(parseWindowsProxy(windows(1, 'proxy.example:8080'))).toEqual(all);
    expect(parseWindowsProxy(windows(1, 'http=a:80;https=b:81;socks=c:1'))).toEqual({
      ...{ http: 'a:80', https: 'b:81', no },
    });
    const script = '    AutoConfigURL    REG_SZ    http://pac.example/p.pac\r\n';
    expect(parseWindowsProxy(windows(0, 'a:1', script))).toEqual({
      ...NONE,
      script: 'http://pac.example/p.pac',
    });
    expect(parseWindowsProxy(windows(0, 'a:1'))).toEqual(NONE);
    expect(parseWindowsProxy('')).toEqual(NONE);
  });
});

describe('SystemProxy', () => {
  const SCUTIL = '  HTTPEnable : 1\n  HTTPPort : 1\n  HTTPProxy : a\n';

  it('asks the system where Pier was started without any, and tells of changes', async () => {
    let said = SCUTIL;
    const asked: string[] = [];
    const run = async (command: readonly string[]) => {
      asked.push(command[0] ?? '');
      return said;
    };
    const system = await SystemProxy.open({ env: {}, platform: 'darwin', run });
    expect(system.current.http).toBe('http://a:1');
    let changes = 0;
    system.onChange(() => {
      changes += 1;
    });
    await system.check();
    said = '';
    await system.check();
    expect([changes, system.current]).toEqual([1, NONE]);
    expect(asked).toEqual(['/usr/sbin/scutil', '/usr/sbin/scutil', '/usr/sbin/scutil']);
  });

  it('asks nobody where the environment says it, or where there is no desktop', async () => {
    const run = () => Promise.reject(new Error('asked'));
    const env = { HTTPS_PROXY: 'x:1', no_proxy: 'a', NO_PROXY: 'b' };
    expect((await SystemProxy.open({ env, platform: 'darwin', run })).current).toEqual({
      ...{ http: '', https: 'x:1', no: 'a' },
    });
    expect((await SystemProxy.open({ env: { NO_PROXY: 'b' }, platform: 'linux', run })).current.no).toBe('b');
    const desktop = { XDG_CURRENT_DESKTOP: 'KDE' };
    expect((await SystemProxy.open({ env: desktop, platform: 'linux', run })).current).toEqual(NONE);
  });
});
