import type { PierHandlers } from '../../../shared/contract/index.ts';
import type { UpdatesState } from '../../../shared/contract/updates.ts';
import { AppError } from '../../../shared/errors.ts';
import type { PierFiles } from '../../../vm/files.ts';
import type { Logger } from '../log/logger.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import { watchState } from '../watch-state.ts';

/** What a host does that can replace itself. All but the first two throw AppError `updates_unavailable` where it cannot. */
export interface UpdateService {
  state(): UpdatesState;
  onChange(listener: () => void): () => void;
  /** Never rejects for what the server does: that is a state. */
  check(): Promise<void>;
  download(): void;
  cancel(): void;
  /** @throws AppError `containers_running`, `update_refused`, `update_failed` */
  restart(stopContainers: number | 'unknown'): Promise<void>;
  postpone(): void;
  unpostpone(): void;
  dispose(): void;
}

/** What the backend gives to the host that updates itself. */
export interface UpdateParts {
  settings: Pick<SettingsBook, 'current' | 'onChange'>;
  containers: ContainersAtStake;
  files: PierFiles;
  log: Logger;
}

/** What a restart of Pier would interrupt. */
export interface ContainersAtStake {
  /** undefined while that is not known. */
  running(): number | undefined;
  /** Something else goes on: a pull, a build. */
  isBusy(): boolean;
  onChange(listener: () => void): () => void;
}

/** Implements `contract.updates`. @param service none where the host is no desktop app */
export function updatesHandlers(
  service: UpdateService | undefined,
  version: string,
): PierHandlers['updates'] {
  const state = (): UpdatesState =>
    service?.state() ?? { version, update: { kind: 'unavailable', reason: 'headless' } };
  const ready = () => {
    if (service && state().update.kind !== 'unavailable') return service;
    throw new AppError(
      'updates_unavailable',
      'Update Pier: this copy does not update itself.',
      'Settings > Software updates says why, and what to do instead.',
    );
  };
  return {
    watch: (_input, { signal }) =>
      watchState({
        signal,
        onChange: (listener) => service?.onChange(listener) ?? (() => {}),
        read: state,
      }),
    async check() {
      await ready().check();
      return state();
    },
    download: () => {
      ready().download();
      return {};
    },
    cancel: () => {
      ready().cancel();
      return {};
    },
    async restart({ stopContainers }) {
      await ready().restart(stopContainers);
      return {};
    },
    postpone: () => {
      ready().postpone();
      return {};
    },
    unpostpone: () => {
      ready().unpostpone();
      return {};
    },
  };
}
