import { useSyncExternalStore } from 'react';
import type { FileTarget } from '../../../shared/contract/files.ts';

/** What a person typed and did not save: it stays, whatever is looked at meanwhile. */
const drafts = new Map<string, string>();
const listeners = new Set<() => void>();

function keyOf(target: FileTarget, path: string): string {
  return `${target.kind} ${target.kind === 'container' ? target.id : target.name} ${path}`;
}

export function draftOf(target: FileTarget, path: string): string | undefined {
  return drafts.get(keyOf(target, path));
}

/** undefined: it was saved, or given up. */
export function keepDraft(target: FileTarget, path: string, text: string | undefined): void {
  const key = keyOf(target, path);
  if (drafts.get(key) === text) return;
  if (text === undefined) drafts.delete(key);
  else drafts.set(key, text);
  // The browser asks before the page goes, and only then.
  window.removeEventListener('beforeunload', askToStay);
  if (drafts.size > 0) window.addEventListener('beforeunload', askToStay);
  for (const listener of listeners) listener();
}

export function useHasDraft(target: FileTarget, path: string): boolean {
  return useSyncExternalStore(subscribe, () => drafts.has(keyOf(target, path)));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function askToStay(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
