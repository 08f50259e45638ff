import type { PierHandlers } from '../../../../shared/contract/index.ts';
import type { OwnCredentials } from '../own-store/own-credentials.ts';
import type { Registries } from './registries.ts';

/** Implements `contract.registries`. */
export function registriesHandlers(registries: Registries, own: OwnCredentials): PierHandlers['registries'] {
  return {
    list: async () => ({ ...(await registries.list()), store: await own.state() }),
    signIn: (login) => registries.signIn(login),
    signOut: async (registry) => {
      await registries.signOut(registry);
      return {};
    },
    unlock: async ({ passphrase }) => {
      await own.unlock(passphrase);
      return {};
    },
    removeFile: async () => {
      await own.removeFile();
      return {};
    },
    certificates: () => registries.certificates(),
    repositories: ({ server, after }) => registries.repositories(server, after),
    tags: async ({ server, repository }) => ({ tags: await registries.tags(server, repository) }),
  };
}
