/** Parts of names that stand for something secret. Compared without case, "-", "_" and ".". */
const SECRET =
  /pass(?:wor[dt]|wd|phrase|code)|pwd$|secret|token|api_?key|accesskey|privatekey|signingkey|encryptionkey|masterkey|credential|authorization|registryauth|auth$|cookie|session(?:id|key)|bearer|salt$|dsn$|connectionstring|jwt|otp$|webhook/i;

/** Names that only look like it. */
const HARMLESS = /^(?:tokens?(?:used|count|limit)|authenticated)$/i;

/** Whether what has this name is nobody else's business: "DB_PASSWORD", "dbPass", "apiKey", "x-registry-auth". */
export function isSecretName(name: string): boolean {
  const words = name.split(/[-_.]|(?<=[a-z0-9])(?=[A-Z])/);
  const plain = words.join('');
  if (plain === '' || HARMLESS.test(plain)) return false;
  return SECRET.test(plain) || words.some((word) => word.toLowerCase() === 'pass');
}
