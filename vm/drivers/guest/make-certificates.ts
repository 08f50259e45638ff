import { randomBytes, webcrypto } from 'node:crypto';
import type { Certificates } from './tls.ts';

const DAY_MS = 86_400_000;
const VALID_MS = 825 * DAY_MS;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/**
 * A new authority with one certificate for the engine in the guest and one for its clients here. The host reaches
 * the engine on a forwarded loopback port, hence the names.
 */
export async function makeCertificates(now: Date): Promise<Certificates> {
  // Loaded when needed, once in two years: it is the largest part of what this driver loads.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const crypto = webcrypto as Crypto;
  x509.cryptoProvider.set(crypto);

  const makeKeys = () => crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const keyPem = async (keys: CryptoKeyPair) =>
    x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  const common = () => ({
    serialNumber: `00${randomBytes(15).toString('hex')}`,
    // A day back, for a guest whose clock is behind.
    notBefore: new Date(now.getTime() - DAY_MS),
    notAfter: new Date(now.getTime() + VALID_MS),
    signingAlgorithm: ALGORITHM,
  });

  const caKeys = await makeKeys();
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...common(),
    name: 'CN=Pier Desktop, O=this computer',
    keys: caKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  const makeLeaf = async (name: string, usage: string) => {
    const keys = await makeKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      ...common(),
      subject: `CN=${name}`,
      issuer: ca.subject,
      publicKey: keys.publicKey,
      signingKey: caKeys.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([usage]),
        new x509.SubjectAlternativeNameExtension([
          { type: 'ip', value: '127.0.0.1' },
          { type: 'dns', value: 'localhost' },
        ]),
      ],
    });
    return { cert: certificate.toString('pem'), key: await keyPem(keys) };
  };
  const server = await makeLeaf('Pier engine', x509.ExtendedKeyUsage.serverAuth);
  const client = await makeLeaf('Pier client', x509.ExtendedKeyUsage.clientAuth);
  return {
    ca: ca.toString('pem'),
    serverCert: server.cert,
    serverKey: server.key,
    clientCert: client.cert,
    clientKey: client.key,
  };
}
