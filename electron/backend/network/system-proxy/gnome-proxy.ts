import { beforePort } from '../../../../shared/model/ip-network.ts';
import { exceptionList, NO_PROXIES, type ProxyWords } from './proxy-words.ts';

export const GNOME_COMMAND = ['gsettings', 'list-recursively', 'org.gnome.system.proxy'] as const;

/**
 * What GNOME, and the desktops that share its settings, were told.
 * @param text of GNOME_COMMAND: "org.gnome.system.proxy.http host 'proxy.example'" and the like
 * @see https://gitlab.gnome.org/GNOME/gsettings-desktop-schemas (org.gnome.system.proxy)
 */
export function parseGnomeProxy(text: string): ProxyWords {
  const values = new Map(
    [...text.matchAll(/^org\.gnome\.system\.proxy(?:\.(\w+))? ([\w-]+) (.*)$/gm)].map(
      ([, group = '', key = '', value = '']) => [`${group}/${key}`, value],
    ),
  );
  const word = (path: string) => unquote(values.get(path) ?? '');
  const address = (group: string) => {
    const host = word(`${group}/host`);
    const port = Number(values.get(`${group}/port`));
    if (!host || !port) return '';
    return `http://${loginOf(group)}${beforePort(host)}:${port}`;
  };
  const loginOf = (group: string) => {
    const user = word(`${group}/authentication-user`);
    if (values.get(`${group}/use-authentication`) !== 'true' || !user) return '';
    return `${encodeURIComponent(user)}:${encodeURIComponent(word(`${group}/authentication-password`))}@`;
  };
  switch (word('/mode')) {
    case 'manual': {
      const no = [...(values.get('/ignore-hosts') ?? '').matchAll(/'([^']*)'/g)].map(([, each = '']) => each);
      return { http: address('http'), https: address('https'), no: exceptionList(no) };
    }
    case 'auto':
      // Without an address the network is asked for one (WPAD).
      return { ...NO_PROXIES, script: word('/autoconfig-url') || 'wpad' };
    default:
      return NO_PROXIES;
  }
}

/** As GLib prints a string: https://docs.gtk.org/glib/gvariant-text-format.html */
function unquote(text: string): string {
  return text.replace(/^(['"])(.*)\1$/, '$2').replace(/\\(.)/g, '$1');
}
