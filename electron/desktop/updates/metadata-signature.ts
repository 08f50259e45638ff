import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import { refused } from './refused.ts';

/**
 * The signature of a release's metadata (`latest-linux.yml` and its like): ed25519 (RFC 8032), in comments at the end of
 * the file itself, so that no server and no cache can give out one without the other. The metadata has the SHA-512 of
 * each file: what is signed vouches for what is downloaded.
 */
const LINE = /^#signature ([A-Za-z0-9+/]{86}==)$/;

/** The name is signed too: metadata of another channel or system is not taken for that of this one. */
function statement(fileName: string, text: string): Buffer {
  return Buffer.from(`pier-update-v1\n${fileName}\n${text}`, 'utf8');
}

function split(signed: string): { text: string; signatures: string[] } {
  const lines = signed.trimEnd().split('\n');
  const signatures: string[] = [];
  for (;;) {
    const signature = LINE.exec(lines.at(-1)?.trimEnd() ?? '')?.[1];
    if (signature === undefined) break;
    signatures.unshift(signature);
    lines.pop();
  }
  return { text: `${lines.join('\n')}\n`, signatures };
}

/**
 * The metadata with a signature at its end, in place of any that it had.
 * @param privateKeys PKCS #8, as PEM: one, or more while a key is being replaced
 * @throws Error where one is no ed25519 key
 */
export function signMetadata(fileName: string, metadata: string, privateKeys: readonly string[]): string {
  const { text } = split(metadata);
  const lines = privateKeys.map((pem) => {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType !== 'ed25519')
      throw new Error(`A key is ${key.asymmetricKeyType}, not ed25519.`);
    return `#signature ${sign(null, statement(fileName, text), key).toString('base64')}\n`;
  });
  return text + lines.join('');
}

/**
 * The metadata that one of the keys vouches for.
 * @param fileName as it was asked for
 * @param publicKeys 32 bytes each, as base64
 * @throws AppError `update_refused` where it has no signature, or none of these keys; `update_server_failed` where it is
 * a web page
 */
export function verifiedMetadata(fileName: string, signed: string, publicKeys: readonly string[]): string {
  const { text, signatures } = split(signed);
  if (signatures.length === 0 && /^\s*<(!doctype|html|head|body|\?xml)/i.test(signed)) {
    throw new AppError(
      'update_server_failed',
      'Look for updates: a web page answered in place of the update server.',
      'A network that wants you to sign in does that: open a page in your browser, sign in, and try again.',
    );
  }
  if (signatures.length === 0) {
    throw refused('what the server offers is not signed');
  }
  const keys = publicKeys.map((key) =>
    createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key, 'base64').toString('base64url') },
      format: 'jwk',
    }),
  );
  const data = statement(fileName, text);
  const isOurs = signatures.some((signature) =>
    keys.some((key) => verify(null, data, key, Buffer.from(signature, 'base64'))),
  );
  if (!isOurs) throw refused('what the server offers is not signed by the publisher of this Pier');
  return text;
}

/** A new pair of keys: the private one as PEM, the public one as it goes into update-source.json. */
export function makeKeys(): { privateKey: string; publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: Buffer.from(x, 'base64url').toString('base64'),
  };
}
