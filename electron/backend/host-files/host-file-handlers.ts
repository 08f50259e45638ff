import type { PierHandlers } from '../../../shared/contract/index.ts';
import { listHostFiles } from './list-host-files.ts';

/** The contract's host files. */
export function hostFileHandlers(): PierHandlers['hostFiles'] {
  return { list: (options) => listHostFiles(options) };
}
