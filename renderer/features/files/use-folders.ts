import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { FileTarget } from '../../../shared/contract/files.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { usePier } from '../../store/store.ts';
import { FolderStore } from './folder-store.ts';

/**
 * The folders of a target, read as they are looked at.
 * @param state of the target: with another one, all that is shown is read again
 */
export function useFolders(
  target: FileTarget,
  state: string,
  path: string,
): { store: FolderStore; version: number } {
  const connection = useConnection();
  const connected = usePier((pier) => pier.connection.kind === 'open');
  const store = useMemo(() => new FolderStore(() => connection.client(), target), [connection, target]);
  const version = useSyncExternalStore(store.subscribe, store.version);
  useEffect(() => () => store.dispose(), [store]);
  useEffect(() => {
    if (connected) store.want(path);
  }, [store, path, connected]);
  const seen = useRef(state);
  useEffect(() => {
    if (seen.current === state) return;
    seen.current = state;
    store.readAll(path === '/' ? ['/'] : ['/', path]);
  }, [store, state, path]);
  return { store, version };
}
