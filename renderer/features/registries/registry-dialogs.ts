import { create } from 'zustand';
import type { SignedInRegistry } from '../../../shared/contract/registries.ts';

/** What is asked of a person about registries right now. */
interface RegistryDialogs {
  signingIn: boolean;
  signingOut: SignedInRegistry | undefined;
  unlocking: boolean;
  /** The encrypted logins. */
  removingFile: boolean;
}

export const useRegistryDialogs = create<RegistryDialogs>(() => ({
  signingIn: false,
  signingOut: undefined,
  unlocking: false,
  removingFile: false,
}));

export function openRegistryDialog(change: Partial<RegistryDialogs>): void {
  useRegistryDialogs.setState(change);
}
