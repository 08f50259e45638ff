import type { ExtensionPreview, ExtensionSource } from '../../../shared/contract/extensions.ts';
import type { ExtensionInstaller } from './extension-installer.ts';
import type { ExtensionRecord } from './extension-record.ts';

type Item =
  | { kind: 'working'; status: string; currentBytes?: number; totalBytes?: number }
  | { kind: 'ready'; preview: ExtensionPreview };

/**
 * What is being done, as far as the caller keeps up with it, then what the extension is. The stream stays until the
 * caller leaves: until then what it was shown is kept for it.
 * @param updates is installed, and its newest version is looked for @throws AppError
 */
export async function* previewItems(
  installer: Pick<ExtensionInstaller, 'look'>,
  { source, updates }: { source: ExtensionSource; updates?: ExtensionRecord | undefined },
  signal: AbortSignal,
): AsyncGenerator<Item, void, void> {
  const left = new AbortController();
  const ended = AbortSignal.any([signal, left.signal]);
  let latest: Item | undefined = { kind: 'working', status: 'Looking for the image' };
  let outcome: { error?: unknown } | undefined;
  let wake = () => {};
  const put = (item: Item) => {
    latest = item;
    wake();
  };
  const looking = installer
    .look(source, {
      signal: ended,
      updates,
      onStatus: (status) => put({ kind: 'working', status }),
      onPull: ({ status, bytes }) => put({ kind: 'working', status, ...bytes }),
      show: async (preview) => {
        put({ kind: 'ready', preview });
        await new Promise<void>((resolve) => {
          if (ended.aborted) resolve();
          else ended.addEventListener('abort', () => resolve(), { once: true });
        });
      },
    })
    .then(
      () => ({}),
      (error: unknown) => ({ error }),
    )
    .then((end) => {
      outcome = end;
      wake();
    });
  const onAbort = () => wake();
  ended.addEventListener('abort', onAbort);
  try {
    while (!ended.aborted) {
      const item: Item | undefined = latest;
      latest = undefined;
      if (item) yield item;
      else if (outcome?.error !== undefined) throw outcome.error;
      else if (outcome) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    ended.removeEventListener('abort', onAbort);
    left.abort();
    await looking;
  }
}
