import { useSyncExternalStore } from 'react';
import type { FileContent, FileTarget } from '../../../shared/contract/files.ts';

/** A file's text as it is stored. */
export type StoredText = Pick<
  Extract<FileContent, { kind: 'text' }>,
  'text' | 'entry' | 'encoding' | 'lineEnding'
>;

export interface Draft {
  text: string;
  /** What it was made of: saving it over anything newer has to be refused. */
  base: StoredText;
}

/** What a person typed and did not save: it stays, whatever is looked at meanwhile. */
const drafts = new Map<string, Draft>();
const listeners = new Set<() => void>();

function keyOf(target: FileTarget, path: string): string {
  return `${target.kind} ${target.kind === 'container' ? target.id : target.name} ${path}`;
}

export function draftOf(target: FileTarget, path: string): Draft | undefined {
  return drafts.get(keyOf(target, path));
}

/** undefined: it was saved, or given up. */
export function keepDraft(target: FileTarget, path: string, draft: Draft | undefined): void {
  const key = keyOf(target, path);
  if (draft === undefined && !drafts.has(key)) return;
  if (draft === undefined) drafts.delete(key);
  else drafts.set(key, draft);
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
