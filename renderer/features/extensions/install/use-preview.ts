import { useEffect, useState } from 'react';
import type { ExtensionPreview, ExtensionSource } from '../../../../shared/contract/extensions.ts';
import { type ErrorData, toAppError } from '../../../../shared/errors.ts';
import { useConnection } from '../../../app/connection-context.tsx';

export type Preview =
  | { kind: 'working'; status: string; currentBytes?: number | undefined; totalBytes?: number | undefined }
  | { kind: 'ready'; preview: ExtensionPreview }
  | { kind: 'failed'; error: ErrorData };

/**
 * What an extension is, before it is installed. What came here for that stays while the component does, also while its
 * window is out of sight. @param turn with another one it is looked at anew @param updates the id of one that is installed
 */
export function usePreview(
  source: ExtensionSource | undefined,
  turn: number,
  updates?: string,
): Preview | undefined {
  const connection = useConnection();
  const [preview, setPreview] = useState<Preview>();
  const key = source && JSON.stringify(source);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn looks anew
  useEffect(() => {
    if (key === undefined) {
      setPreview(undefined);
      return;
    }
    const end = new AbortController();
    const { signal } = end;
    setPreview({ kind: 'working', status: '' });
    const follow = async () => {
      const wanted = JSON.parse(key) as ExtensionSource;
      const asked = { source: wanted, ...(updates !== undefined && { updates }) };
      for await (const item of connection.client().extensions.preview(asked, { signal })) {
        if (signal.aborted) return;
        setPreview(item);
      }
    };
    follow().catch((thrown: unknown) => {
      if (!signal.aborted) setPreview({ kind: 'failed', error: toAppError(thrown).toData() });
    });
    return () => end.abort();
  }, [connection, key, turn, updates]);
  return preview;
}
