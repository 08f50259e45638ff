import { z } from 'zod';
import { procedure } from './define.ts';

const server = z.string().min(1).max(8192);

/**
 * Logins of registries as `docker-credential-pier` reads and writes them. For the CLI's role alone: no page may ever see
 * a secret.
 */
export const credentialsContract = {
  /** @throws AppError `credentials_not_found`, `credentials_locked`, `keychain_failed` */
  get: procedure({
    input: z.object({ server }),
    output: z.object({ username: z.string(), secret: z.string() }),
    roles: ['cli'],
  }),
  store: procedure({
    input: z.object({ server, username: z.string().min(1).max(8192), secret: z.string() }),
    output: z.object({}),
    roles: ['cli'],
  }),
  /** One that is not there is erased already. */
  erase: procedure({ input: z.object({ server }), output: z.object({}), roles: ['cli'] }),
  /** User names by server. */
  list: procedure({ input: z.object({}), output: z.record(z.string(), z.string()), roles: ['cli'] }),
};
