import { create } from 'zustand';

/** What is asked of a person about compose projects right now. */
interface ComposeDialogs {
  /** Bringing up: from a file that is to be picked, or a project that is known. */
  up: { project: string | undefined } | undefined;
  /** Taking down: all of a project, or the containers of some services. */
  down: { project: string; services: readonly string[] } | undefined;
  scale: { project: string; service: string; now: number; inFile: number | undefined } | undefined;
}

export const useComposeDialogs = create<ComposeDialogs>(() => ({
  up: undefined,
  down: undefined,
  scale: undefined,
}));

export function openComposeDialog(change: Partial<ComposeDialogs>): void {
  useComposeDialogs.setState(change);
}
