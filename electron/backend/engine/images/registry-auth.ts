/**
 * The header X-Registry-Auth for nobody in particular. The engine wants base64url with its padding, which Node's own
 * "base64url" leaves out.
 */
export function anonymousRegistryAuth(): Record<string, string> {
  return { 'x-registry-auth': encodeAuth({}) };
}

export function encodeAuth(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}
