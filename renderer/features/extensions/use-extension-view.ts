import { useComputedColorScheme } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ExtensionViewEvent } from '../../../shared/contract/extension-views.ts';
import type { Extension } from '../../../shared/contract/extensions.ts';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { usePier } from '../../store/store.ts';

type Opened = Extract<ExtensionViewEvent, { kind: 'opened' }>;
export type ViewRequest = Extract<ExtensionViewEvent, { kind: 'navigate' | 'toast' | 'external' }>;
export type PathRequest = Extract<ExtensionViewEvent, { kind: 'dialog' }> & { view: string };

export type ViewState =
  | { kind: 'opening' }
  | { kind: 'loading' | 'shown'; opened: Opened }
  | { kind: 'failed'; reason: 'open' | 'load' | 'crash'; error?: ErrorData; opened?: Opened };

/** A page that was gone and is not back by then has crashed, in milliseconds. */
const BACK_MS = 4000;
/** The backend ended the view: what is there now is opened after this time, in milliseconds. */
const AGAIN_MS = 400;

/**
 * The page of an extension, opened anew when the component is shown, when the extension was changed, and after a lost
 * connection. It ends, with all that it runs, when the component goes.
 */
export function useExtensionView(
  extension: Extension | undefined,
  search: string,
  onRequest: (request: ViewRequest) => void,
) {
  const connection = useConnection();
  const connected = usePier((state) => state.connection.kind === 'open');
  const dark = useComputedColorScheme('light') === 'dark';
  const [state, setState] = useState<ViewState>({ kind: 'opening' });
  const [paths, setPaths] = useState<PathRequest>();
  const [turn, setTurn] = useState(0);
  const latest = useRef({ dark, onRequest });
  latest.current = { dark, onRequest };
  const gone = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { id, imageId, enabled } = extension ?? {};
  const canOpen = connected && enabled === true && extension?.page !== undefined;

  /** The frame's page has loaded, or failed to. */
  const tell = useCallback((event: 'began' | 'loaded' | 'failed') => {
    clearTimeout(gone.current);
    setState((now) => {
      const opened = 'opened' in now ? now.opened : undefined;
      if (!opened) return now;
      if (event === 'failed') return { kind: 'failed', reason: 'load', opened };
      if (event === 'loaded') return { kind: 'shown', opened };
      return now.kind === 'failed' ? { kind: 'loading', opened } : now;
    });
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another image or another turn is another page
  useEffect(() => {
    setState({ kind: 'opening' });
    setPaths(undefined);
    if (!canOpen || id === undefined) return;
    const end = new AbortController();
    const { signal } = end;
    let view = '';
    const take = (event: ExtensionViewEvent) => {
      if (event.kind === 'opened') {
        view = event.view;
        setState({ kind: 'loading', opened: event });
      } else if (event.kind === 'loaded') tell('loaded');
      else if (event.kind === 'failed') {
        const error = { code: 'internal', message: event.detail, hint: '' } as const;
        setState((now) => ({
          kind: 'failed',
          reason: event.reason,
          error,
          ...('opened' in now && now.opened && { opened: now.opened }),
        }));
      } else if (event.kind === 'disconnected') {
        clearTimeout(gone.current);
        gone.current = setTimeout(
          () =>
            setState((now) =>
              now.kind === 'shown' ? { kind: 'failed', reason: 'crash', opened: now.opened } : now,
            ),
          BACK_MS,
        );
      } else if (event.kind === 'dialog') setPaths({ ...event, view });
      else if (event.kind === 'dialog-gone') {
        setPaths((now) => (now?.dialog === event.dialog ? undefined : now));
      } else latest.current.onRequest(event);
    };
    const follow = async () => {
      const input = { id, search, dark: latest.current.dark };
      for await (const event of connection.client().extensionViews.open(input, { signal })) {
        if (signal.aborted) return;
        take(event);
      }
      if (!signal.aborted) setTimeout(() => !signal.aborted && setTurn((now) => now + 1), AGAIN_MS);
    };
    follow().catch((thrown: unknown) => {
      const error = toAppError(thrown);
      if (signal.aborted || error.code === 'connection_lost') return;
      setState({ kind: 'failed', reason: 'open', error: error.toData() });
    });
    return () => {
      clearTimeout(gone.current);
      end.abort();
    };
  }, [connection, canOpen, id, imageId, search, turn]);

  const answer = (chosen: string[]) => {
    if (!paths) return;
    setPaths(undefined);
    const { view, dialog } = paths;
    // A view that is gone needs no answer.
    connection
      .client()
      .extensionViews.answerDialog({ view, dialog, paths: chosen })
      .catch(() => {});
  };
  return { state, dark, tell, paths, answer, retry: () => setTurn((now) => now + 1) };
}
