import { AppError } from '../../../../shared/errors.ts';
import type { Engine } from '../engine.ts';

/** Who knows the logins of registries; the engine's areas only pass them on. */
export interface RegistryLogins {
  /** Never rejects; `problem` says why there may be no login. */
  forImage(image: string): Promise<{ auth: object; problem?: AppError }>;
  /** By server. Never rejects. */
  all(): Promise<Record<string, object>>;
  /** A text without what was given out of them. */
  scrub(text: string): string;
}

export const anonymousLogins: RegistryLogins = {
  forImage: async () => ({ auth: {} }),
  all: async () => ({}),
  scrub: (text) => text,
};

export interface RegistryLogin {
  headers: Record<string, string>;
  /** Adds why there was no login, where that may be the reason, and takes out what a registry repeats of one. */
  explain(error: AppError): AppError;
}

/** The header X-Registry-Auth for the registry of an image. */
export async function loginFor({ logins }: Engine, image: string): Promise<RegistryLogin> {
  const { auth, problem } = await logins.forImage(image);
  return {
    headers: { 'x-registry-auth': encodeAuth(auth) },
    explain: ({ code, message, hint }) => {
      const refused = code === 'image_pull_failed' || code === 'image_push_failed';
      const reason =
        problem && refused ? `Pier had no login for it. ${problem.message} ${problem.hint}` : hint;
      return new AppError(code, logins.scrub(message), logins.scrub(reason));
    },
  };
}

/** The header X-Registry-Config: a build may need any registry. */
export async function loginsForBuild({ logins }: Engine): Promise<Record<string, string>> {
  return { 'x-registry-config': encodeAuth(await logins.all()) };
}

/** The engine wants base64url with its padding, which Node's own "base64url" leaves out (RFC 4648, 5). */
export function encodeAuth(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}
