import { z } from 'zod';
import { procedure } from './define.ts';
import { errorData } from './machine.ts';

/** As it is typed: "ghcr.io", "https://registry.example:5000/", "docker.io". */
const address = z.string().trim().min(1, 'Name a registry').max(2000);

export const signedInRegistry = z.object({
  /** As stores of logins call it. */
  server: z.string(),
  /** As people call it. */
  title: z.string(),
  username: z.string(),
  /** Where the login is kept: `pier`, `file` for Docker's config.json in plain text, else a helper's name. */
  keptIn: z.string(),
});

export const registriesContract = {
  /** Who is signed in where, without any secret. */
  list: procedure({
    input: z.object({}),
    output: z.object({
      registries: z.array(signedInRegistry),
      /** Where Pier keeps a login. `absent` and `locked` ones need a passphrase first. */
      store: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('keychain') }),
        z.object({
          kind: z.literal('file'),
          state: z.enum(['absent', 'locked', 'unlocked', 'damaged']),
          /** Whose logins are in it: they can be read while it is locked. */
          servers: z.array(z.string()),
        }),
      ]),
      /** Stores that could not be asked. */
      problems: z.array(errorData),
    }),
  }),
  /** Asks the registry first; what it refuses is not kept. Goes to the store that the docker command takes for it. */
  signIn: procedure({
    input: z.object({
      registry: address,
      username: z.string().trim().min(1, 'Name a user').max(2000),
      password: z
        .string()
        .min(1, 'Give a password or token')
        .max(1024 * 1024),
    }),
    output: signedInRegistry,
  }),
  signOut: procedure({ input: z.object({ server: z.string(), keptIn: z.string() }), output: z.object({}) }),
  /** Sets the passphrase of the encrypted file, or opens it. */
  unlock: procedure({ input: z.object({ passphrase: z.string().min(1).max(10_000) }), output: z.object({}) }),
  /** Removes the encrypted file with all logins in it, also where its passphrase is lost or it is damaged. */
  removeFile: procedure({ input: z.object({}), output: z.object({}) }),
  /** What the certificates are that are set for registries, by registry and in their order. */
  certificates: procedure({
    input: z.object({}),
    output: z.array(
      z.object({
        host: z.string(),
        subject: z.string(),
        /** Milliseconds since the epoch. */
        validTo: z.number(),
      }),
    ),
  }),
  /** One page of what the registry says it has. @throws AppError `capability_missing` where it has no catalogue */
  repositories: procedure({
    input: z.object({ server: z.string(), after: z.string().optional() }),
    output: z.object({ names: z.array(z.string()), more: z.boolean() }),
  }),
  tags: procedure({
    input: z.object({ server: z.string(), repository: z.string().min(1).max(500) }),
    output: z.object({ tags: z.array(z.string()) }),
  }),
};

export type SignedInRegistry = z.infer<typeof signedInRegistry>;
