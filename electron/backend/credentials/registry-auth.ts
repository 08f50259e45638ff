/**
 * What the engine sends to a registry, named as its API has it.
 * @see https://docs.docker.com/reference/api/engine/ "Authentication"
 */
export interface RegistryAuth {
  username?: string;
  password?: string;
  /** In place of a password: what a registry gave for it. */
  identitytoken?: string;
  registrytoken?: string;
  serveraddress?: string;
}

/** The name under which stores keep an identity token. */
export const TOKEN_USER = '<token>';

/** Nothing that a registry could ask for. */
export function isAnonymous(auth: RegistryAuth): boolean {
  return !auth.username && !auth.password && !auth.identitytoken && !auth.registrytoken;
}

/** Of what a store keeps. */
export function authOfSecret(
  serveraddress: string,
  { username, secret }: { username: string; secret: string },
): RegistryAuth {
  return username === TOKEN_USER
    ? { identitytoken: secret, serveraddress }
    : { username, password: secret, serveraddress };
}

/** Shorter ones are words that stand in every text. */
const SECRET_LENGTH = 6;

/** The values of it that nobody may see. */
export function secretsOf(auth: RegistryAuth): string[] {
  const { username = '', password, identitytoken, registrytoken } = auth;
  const pair = password ? Buffer.from(`${username}:${password}`).toString('base64') : undefined;
  return [password, pair, identitytoken, registrytoken].filter(
    (each): each is string => each !== undefined && each.length >= SECRET_LENGTH,
  );
}
