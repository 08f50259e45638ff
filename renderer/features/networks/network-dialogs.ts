import { create } from 'zustand';

/** What is asked of a person about networks right now. */
interface NetworkDialogs {
  creating: boolean;
  /** The network that a container is to be connected to. */
  connecting: string | undefined;
  /** Networks that a person wants to remove. */
  removing: readonly string[] | undefined;
  pruning: boolean;
}

export const useNetworkDialogs = create<NetworkDialogs>(() => ({
  creating: false,
  connecting: undefined,
  removing: undefined,
  pruning: false,
}));

export function openNetworkDialog(change: Partial<NetworkDialogs>): void {
  useNetworkDialogs.setState(change);
}
