import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type {
  ExtensionDev,
  ExtensionPermissions,
  ExtensionRun,
} from '../../../shared/contract/extensions.ts';
import { extensionId, isNamed } from '../../../shared/model/extension-id.ts';
import { firstContainerName } from '../../../shared/model/extension-labels.ts';
import type { ExtensionMetadata } from '../../../shared/model/extension-metadata.ts';
import type { ExtensionRecord } from './extension-record.ts';
import type { ExtensionStore } from './extension-store.ts';
import type { RunLog } from './run-log.ts';

/** An extension as its page and the calls of that see it. */
export interface InstalledExtension {
  /** "org_repo": of its role (`extension:org_repo`), its folder and its containers. */
  readonly id: string;
  /** With its tag: `ddClient.extension.image`. */
  readonly image: string;
  /** Which one of its name it is: changes with each update. */
  readonly imageId: string;
  readonly title: string;
  /** Milliseconds since the epoch. The same after an update; another one where it was removed in between. */
  readonly installedAt: number;
  /** Whether a person wants it, and extensions at all. */
  readonly enabled: boolean;
  readonly metadata: ExtensionMetadata;
  readonly permissions: ExtensionPermissions;
  /** What a person who builds it has set. */
  readonly dev: ExtensionDev;
  /** Absent where it has no page. */
  readonly page?: {
    title: string;
    /** The folder on this computer that is all of its page. Links in it lead nowhere outside. */
    folder: string;
    /** The page below the folder, with its query: "index.html?v0.4.0". */
    entry: string;
  };
  /** A file of this computer; absent where it has none that can be shown. */
  readonly icon?: string;
  /** Its programs for this computer; absent where its metadata has none. */
  readonly host?: {
    folder: string;
    names: readonly string[];
    /** Their SHA-256 in hexadecimal, by their names. */
    digests: Readonly<Record<string, string>>;
  };
  /** Its containers; absent where it has none. */
  readonly backend?: {
    /** Of compose. */
    project: string;
    /** That `vm.cli` runs in. */
    firstContainer: string;
    /**
     * Connects to the socket that it exposes, and waits while it begins to listen. The stream is the caller's. Absent
     * where it exposes none. @throws AppError `extension_backend_down`, `engine_unreachable`, `cancelled`
     */
    connectService?: (signal: AbortSignal) => Promise<Duplex>;
  };
}

/** The setting that has extensions at all. */
export interface ExtensionSwitch {
  areOn(): boolean;
  /** Called after each change of it, and maybe without one. */
  onChange(listener: () => void): () => void;
}

/** What extensions there are, for their pages. Only its own record is ever given for an id: it comes from the role. */
export class InstalledExtensions {
  readonly #store: ExtensionStore;
  readonly #runs: RunLog;
  readonly #connect: (record: ExtensionRecord, signal: AbortSignal) => Promise<Duplex>;
  readonly #switch: ExtensionSwitch;

  constructor(options: {
    store: ExtensionStore;
    runs: RunLog;
    connect: (record: ExtensionRecord, signal: AbortSignal) => Promise<Duplex>;
    switch: ExtensionSwitch;
  }) {
    this.#switch = options.switch;
    this.#store = options.store;
    this.#runs = options.runs;
    this.#connect = options.connect;
  }

  /** As it is now. */
  find(id: string): InstalledExtension | undefined {
    const record = this.#store.find(id);
    return record && this.#describe(record);
  }

  /** The id of what a person or a link names: "org_repo", "org/repo", "org/repo:1.2". undefined where it is not there. */
  idOf(name: string): string | undefined {
    const found = this.#store.find(extensionId(name));
    return found && isNamed(found, name) ? found.id : undefined;
  }

  /** By their titles. */
  all(): InstalledExtension[] {
    return this.#store.all().map((record) => this.#describe(record));
  }

  /** Called after each change of what find() and all() answer. */
  onChange(listener: () => void): () => void {
    const ends = [this.#store.onChange(listener), this.#switch.onChange(listener)];
    return () => {
      for (const end of ends) end();
    };
  }

  /** Keeps what a person who builds one has set. @throws AppError what the disk refuses */
  async setDev(id: string, dev: ExtensionDev): Promise<void> {
    await this.#store.change(id, { dev });
  }

  /** Writes down what an extension is about to run, or was refused. Call the answer with how it ended. */
  ran(id: string, run: Pick<ExtensionRun, 'where' | 'command' | 'refused'>): (exitCode?: number) => void {
    return this.#store.find(id) ? this.#runs.add(id, run) : () => {};
  }

  #describe(record: ExtensionRecord): InstalledExtension {
    const { id, image, imageId, title, installedAt, enabled, metadata, permissions, backend, icon } = record;
    const { dev = {} } = record;
    const folder = this.#store.files.of(id);
    const tab = record.hasUi ? metadata.ui?.['dashboard-tab'] : undefined;
    return {
      id,
      image,
      imageId,
      title,
      installedAt,
      enabled: enabled && this.#switch.areOn(),
      metadata,
      permissions,
      dev,
      ...(tab && { page: { title: tab.title, folder: folder.ui, entry: tab.src } }),
      ...(icon && { icon: folder.icon(icon) }),
      ...(metadata.host?.binaries && {
        host: {
          folder: folder.host,
          names: record.binaries.map(({ name }) => name),
          digests: Object.fromEntries(record.binaries.map(({ name, sha256 }) => [name, sha256])),
        },
      }),
      ...(backend && {
        backend: {
          project: backend.project,
          firstContainer: backend.services[0]?.containerName ?? firstContainerName(id),
          ...(backend.socket && {
            connectService: (signal: AbortSignal) => this.#connect(record, signal),
          }),
        },
      }),
    };
  }
}

/** A program of an extension by its name alone; undefined for what it did not bring along. */
export function hostProgram(
  extension: InstalledExtension,
  name: string,
): { path: string; sha256: string | undefined } | undefined {
  const names = extension.host?.names ?? [];
  // On Windows the ending may be left out.
  const found = names.find((each) => each === name) ?? names.find((each) => isWithoutEnding(each, name));
  if (!found || !extension.host) return undefined;
  const { folder, digests } = extension.host;
  return { path: join(folder, found), sha256: digests[found] };
}

function isWithoutEnding(file: string, name: string): boolean {
  return (
    process.platform === 'win32' && [`${name}.exe`, `${name}.cmd`, `${name}.bat`].includes(file.toLowerCase())
  );
}
