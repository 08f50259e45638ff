/** What a registry wants to see. */
export type Challenge =
  | { scheme: 'basic' }
  | { scheme: 'bearer'; realm: string; service?: string; scope?: string; error?: string };

/**
 * Reads WWW-Authenticate; undefined for what is neither Basic nor Bearer.
 * @see https://distribution.github.io/distribution/spec/auth/token/
 */
export function readChallenge(header: string | undefined): Challenge | undefined {
  const [, scheme = '', rest = ''] = /^\s*(\w+)\s*(.*)$/s.exec(header ?? '') ?? [];
  if (/^basic$/i.test(scheme)) return { scheme: 'basic' };
  if (!/^bearer$/i.test(scheme)) return undefined;
  const pairs = [...rest.matchAll(/(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g)];
  const value = (name: string): string | undefined => {
    const [, , quoted, plain] = pairs.find(([, key = '']) => key.toLowerCase() === name) ?? [];
    return quoted?.replaceAll(/\\(.)/g, '$1') ?? plain;
  };
  const realm = value('realm');
  const service = value('service');
  const scope = value('scope');
  const error = value('error');
  if (!realm) return undefined;
  return {
    scheme: 'bearer',
    realm,
    ...(service && { service }),
    ...(scope && { scope }),
    ...(error && { error }),
  };
}
