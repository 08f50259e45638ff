import { IconArrowRight, IconLogout } from '@tabler/icons-react';
import type { SignedInRegistry } from '../../../shared/contract/registries.ts';
import { goTo } from '../../app/location.ts';
import type { Command } from '../../commands/command.ts';
import { t } from '../../i18n/index.ts';
import { openRegistryDialog } from './registry-dialogs.ts';

export const browseRegistry: Command<SignedInRegistry> = {
  id: 'browse',
  title: t.registries.browse,
  icon: IconArrowRight,
  when: () => true,
  perform: ({ server }) => goTo(['registries', server]),
  harmless: true,
  key: 'Enter',
};

/** Asks first. */
export const askToSignOut: Command<SignedInRegistry> = {
  id: 'sign-out',
  title: t.registries.signOut,
  icon: IconLogout,
  danger: true,
  when: () => true,
  perform: (registry) => openRegistryDialog({ signingOut: registry }),
  key: 'Delete',
};

export const registryCommands = [browseRegistry, askToSignOut];
