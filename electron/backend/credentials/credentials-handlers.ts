import type { PierHandlers } from '../../../shared/contract/index.ts';
import { AppError } from '../../../shared/errors.ts';
import type { OwnCredentials } from './own-store/own-credentials.ts';
import { checkServer } from './server-address.ts';

/** Implements `contract.credentials`. */
export function credentialsHandlers(own: OwnCredentials): PierHandlers['credentials'] {
  return {
    get: async ({ server }) => {
      const found = await own.get(server);
      if (found) return found;
      throw new AppError(
        'credentials_not_found',
        `Get the login of '${server}': there is none.`,
        'Sign in: docker login.',
      );
    },
    store: async ({ server, username, secret }) => {
      checkServer(server);
      await own.store(server, { username, secret });
      return {};
    },
    erase: async ({ server }) => {
      await own.erase(server);
      return {};
    },
    list: () => own.list(),
  };
}
