import { stat } from 'node:fs/promises';
import { AppError } from '../../../shared/errors.ts';
import { Emitter } from '../../emitter.ts';
import type { GuestPath } from '../../windows-path.ts';
import type { GuestShares } from '../driver.ts';
import type { WslGuestAgent } from './guest-agent.ts';

const ANNOUNCE_MS = 30_000;

/** Folders of Windows as a guest has them, and those that are there. */
export type FindGuestPath = (source: string) => GuestPath | undefined;

/**
 * Folders of Windows that containers may have. WSL shows all drives by itself: what is set here is which of their folders
 * a container is let have, and the guest's `runc` asks for it.
 */
export class Wsl2Shares implements GuestShares {
  readonly #agent: WslGuestAgent;
  readonly #find: FindGuestPath;
  readonly #changes = new Emitter<void>();
  #folders: readonly string[];

  constructor(agent: WslGuestAgent, find: FindGuestPath, folders: readonly string[]) {
    this.#agent = agent;
    this.#find = find;
    this.#folders = folders;
  }

  get folders(): readonly string[] {
    return this.#folders;
  }

  async set(folders: readonly string[]): Promise<void> {
    const { there, guest } = await foldersOfGuest(folders, this.#find);
    const { exitCode, stderr } = await this.#run('/etc/pier/wsl/share', [], guest);
    if (exitCode !== 0) {
      throw new AppError(
        'shares_unavailable',
        `Share folders with the machine: ${stderr.trim() || exitCode}.`,
        'Try again, or restart the engine.',
      );
    }
    this.#folders = there;
    this.#changes.emit();
  }

  async announce(paths: readonly string[]): Promise<void> {
    const guest = paths.flatMap((path) => pathOf(path, this.#find) ?? []);
    if (guest.length > 0) await this.#run('/etc/pier/shares', ['announce'], guest);
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  release(): void {
    this.#changes.clear();
  }

  #run(program: string, args: string[], lines: readonly string[]) {
    const input = Buffer.from(lines.map((line) => `${line}\n`).join('')).toString('latin1');
    return this.#agent.exec(program, args, ANNOUNCE_MS, input);
  }
}

/** Those that are there, by their names here and in the guest. */
export async function foldersOfGuest(
  folders: readonly string[],
  find: FindGuestPath,
): Promise<{ there: string[]; guest: string[] }> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const isFolder = await stat(folder).then(
        (entry) => entry.isDirectory(),
        () => false,
      );
      const guest = pathOf(folder, find);
      return isFolder && guest !== undefined ? [{ folder, guest }] : [];
    }),
  );
  const all = found.flat();
  return { there: all.map(({ folder }) => folder), guest: all.map(({ guest }) => guest) };
}

/** A folder that the guest does not see has none. */
function pathOf(folder: string, find: FindGuestPath): string | undefined {
  const found = find(folder);
  if (!found) return folder;
  return 'path' in found ? found.path : undefined;
}
