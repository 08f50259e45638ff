import { fromAddress, toAddress } from '../../../shared/file-path.ts';
import { goTo, usePlace } from '../../app/location.ts';

/** Which folder is shown and which file is open: in the address, so that back, reload and links work. */
export function useFilePlace(): {
  path: string;
  file: string | undefined;
  go(path: string, file?: string): void;
} {
  const { parts, query } = usePlace();
  const file = query.get('file');
  return {
    path: fromAddress(query.get('path') ?? ''),
    file: file === null ? undefined : fromAddress(file),
    go: (path, opened) =>
      goTo(parts, {
        path: path === '/' ? undefined : toAddress(path),
        file: opened === undefined ? undefined : toAddress(opened),
      }),
  };
}
