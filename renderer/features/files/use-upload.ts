import { useCallback, useEffect, useRef, useState } from 'react';
import type { FileEntry, FileTarget } from '../../../shared/contract/files.ts';
import { type AppError, toAppError } from '../../../shared/errors.ts';
import { joinPath } from '../../../shared/file-path.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyDone, notifyError } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';
import type { UploadItem } from './collect-dropped.ts';
import { sendUpload } from './transfer.ts';

export interface UploadState {
  done: number;
  all: number;
  name: string;
  sentBytes: number;
  allBytes: number;
}

export interface Upload {
  /** Set while something is sent. */
  state: UploadState | undefined;
  /** What would be replaced, and waits for a person to say whether. */
  asking: { names: string[]; answer(what: 'replace' | 'skip' | 'cancel'): void } | undefined;
  start(items: UploadItem[]): Promise<void>;
  cancel(): void;
}

/** Sends files into a folder, one after the other. What is there already is replaced only when a person says so. */
export function useUpload(
  target: FileTarget,
  folder: string,
  there: readonly FileEntry[],
  onChanged: () => void,
): Upload {
  const connection = useConnection();
  const [state, setState] = useState<UploadState>();
  const [asking, setAsking] = useState<Upload['asking']>();
  const end = useRef<AbortController>(undefined);
  useEffect(() => () => end.current?.abort(), []);

  const ask = (names: string[]) =>
    new Promise<'replace' | 'skip' | 'cancel'>((resolve) => {
      setAsking({
        names,
        answer(what) {
          setAsking(undefined);
          resolve(what);
        },
      });
    });

  const start = async (items: UploadItem[]) => {
    if (end.current || items.length === 0) return;
    const files = items.filter((item) => item.file);
    const existing = new Map(there.map((entry) => [entry.name, entry]));
    const clash = files.filter(({ path }) => existing.get(path)?.type === 'file').map(({ path }) => path);
    const answer = clash.length > 0 ? await ask(clash) : 'replace';
    if (answer === 'cancel') return;
    const chosen = answer === 'skip' ? items.filter(({ path }) => !clash.includes(path)) : items;
    const abort = new AbortController();
    end.current = abort;
    try {
      await sendAll(chosen, { replaceNested: answer === 'replace', signal: abort.signal });
    } finally {
      end.current = undefined;
      setState(undefined);
      onChanged();
    }
  };

  const sendAll = async (items: UploadItem[], how: { replaceNested: boolean; signal: AbortSignal }) => {
    const { files } = connection.client();
    const sending = items.filter((item) => item.file);
    const allBytes = sending.reduce((sum, { file }) => sum + (file?.size ?? 0), 0);
    const failures: { path: string; error: AppError }[] = [];
    let done = 0;
    let before = 0;
    for (const { path, file } of items) {
      if (how.signal.aborted) break;
      const at = joinPath(folder, path);
      try {
        if (!file) {
          await makeFolder(files, at);
          continue;
        }
        const tell = (sent: number) =>
          setState({ done, all: sending.length, name: file.name, sentBytes: before + sent, allBytes });
        tell(0);
        const { url } = await files.upload({ target, path: at, size: file.size, replace: how.replaceNested });
        await sendUpload(url, file, { signal: how.signal, onProgress: tell });
        done += 1;
      } catch (thrown) {
        failures.push({ path, error: toAppError(thrown) });
      }
      before += file?.size ?? 0;
    }
    const [failure] = failures;
    if (how.signal.aborted) notifyDone('upload', t.files.uploadCancelled);
    else if (failure) notifyError('upload', t.files.couldNot.upload(failure.path), failure.error.toData());
    else if (done > 0) notifyDone('upload', t.files.uploaded(done), folder);
  };

  const makeFolder = async (files: ReturnType<typeof connection.client>['files'], path: string) => {
    try {
      await files.makeFolder({ target, path });
    } catch (thrown) {
      const error = toAppError(thrown);
      // One that is there gets the files.
      if (error.code !== 'file_exists') throw error;
    }
  };

  return { state, asking, start, cancel: useCallback(() => end.current?.abort(), []) };
}
