import { randomBytes } from 'node:crypto';
import { PassThrough, type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { FileEntry } from '../../../../shared/contract/files.ts';
import { nameOf } from '../../../../shared/file-path.ts';
import type { EngineClient } from '../engine-client.ts';
import { fileExists, fileNotFound, fileRefused, incomplete } from './file-errors.ts';
import type { FileSystem, ListPiece, NewContent } from './file-system.ts';
import { openArchive } from './open-archive.ts';
import { type CommandEnd, type RunningCommand, runCommand } from './run-command.ts';
import { ShellOutputReader } from './shell-output.ts';
import * as scripts from './shell-scripts.ts';

/** How a shell is called in the container: `['sh']`, or our own. */
export type ShellCommand = readonly string[];

/**
 * The files of a running container, by its own shell: it sees what the container sees, memory file systems and /proc
 * among it, and changes files in place.
 */
export class ShellFiles implements FileSystem {
  readonly hasShell = true;
  readonly #client: EngineClient;
  readonly #id: string;
  readonly #shell: ShellCommand;
  /** True where the engine's archives see the same. */
  readonly #onDisk: (path: string) => boolean;

  constructor(options: {
    client: EngineClient;
    containerId: string;
    shell: ShellCommand;
    onDisk: (path: string) => boolean;
  }) {
    this.#client = options.client;
    this.#id = options.containerId;
    this.#shell = options.shell;
    this.#onDisk = options.onDisk;
  }

  async *list(path: string, signal: AbortSignal): AsyncGenerator<ListPiece, void, void> {
    const token = newToken();
    const command = await this.#run(scripts.LIST, [scripts.escapeArgument(path), token], { signal });
    const reader = new ShellOutputReader(token);
    // A link's own record comes before the one of what it leads to.
    const links = new Map<string, FileEntry>();
    for await (const chunk of command.stdout as AsyncIterable<Buffer>) {
      const { entries, targets } = reader.push(chunk);
      const told = entries.filter((entry) => {
        if (entry.type === 'link') links.set(entry.name, entry);
        return entry.type !== 'link';
      });
      for (const [name, targetType] of targets) {
        const link = links.get(name);
        if (!link) continue;
        links.delete(name);
        told.push({ ...link, targetType });
      }
      if (told.length > 0) yield { entries: told };
    }
    if (links.size > 0) yield { entries: [...links.values()] };
    this.#check(await command.ended, path, 'list');
  }

  async stat(path: string, how: { follow?: boolean }, signal: AbortSignal): Promise<FileEntry> {
    const token = newToken();
    const args = [scripts.escapeArgument(path), token, how.follow ? 'follow' : ''];
    const command = await this.#run(scripts.STAT, args, { signal });
    const { entries, targets } = new ShellOutputReader(token).push(await buffer(command.stdout));
    this.#check(await command.ended, path, 'open');
    const [entry] = entries;
    if (!entry) throw fileNotFound(path);
    const targetType = entry.type === 'link' ? targets.get(entry.name) : undefined;
    return { ...entry, name: nameOf(path), ...(targetType ? { targetType } : {}) };
  }

  async read(path: string, limit: number, signal: AbortSignal): Promise<Readable> {
    const args = [scripts.escapeArgument(path), String(limit)];
    const command = await this.#run(scripts.READ, args, { signal });
    return this.#untilItFails(command, path, 'read');
  }

  async write(path: string, { size, body }: NewContent, signal: AbortSignal): Promise<void> {
    const args = [scripts.escapeArgument(path), newToken(), String(size)];
    const command = await this.#run(scripts.WRITE, args, { signal, stdin: body });
    this.#check(await ending(command), path, 'write');
  }

  async makeFolder(path: string): Promise<void> {
    await this.#do(scripts.MAKE_FOLDER, [path], path, 'make');
  }

  async remove(path: string): Promise<void> {
    await this.#do(scripts.REMOVE, [path], path, 'remove');
  }

  async empty(path: string): Promise<void> {
    await this.#do(scripts.EMPTY, [path], path, 'empty');
  }

  async rename(from: string, to: string): Promise<void> {
    const args = [from, to].map(scripts.escapeArgument);
    const end = await ending(await this.#run(scripts.RENAME, args, {}));
    this.#check(end, end.code === scripts.EXIT.exists ? to : from, 'rename');
  }

  async archive(path: string, signal: AbortSignal): Promise<Readable> {
    if (this.#onDisk(path)) return openArchive(this.#client, this.#id, path, signal);
    const command = await this.#run(scripts.TAR, [scripts.escapeArgument(path)], { signal });
    return this.#untilItFails(command, path, 'download');
  }

  async #do(script: string, paths: string[], path: string, verb: string): Promise<void> {
    const command = await this.#run(script, paths.map(scripts.escapeArgument), {});
    this.#check(await ending(command), path, verb);
  }

  #run(
    script: string,
    args: string[],
    options: { signal?: AbortSignal; stdin?: Readable },
  ): Promise<RunningCommand> {
    return runCommand(this.#client, this.#id, {
      ...options,
      argv: [...this.#shell, '-c', script, 'sh', ...args],
    });
  }

  #check({ code, stderr }: CommandEnd, path: string, verb: string): void {
    if (code === 0) return;
    if (code === scripts.EXIT.missing) throw fileNotFound(path, verb);
    if (code === scripts.EXIT.exists) throw fileExists(path, verb);
    if (code === scripts.EXIT.incomplete) throw incomplete(path);
    if (code === scripts.EXIT.mounted) throw fileRefused(path, verb, 'Something is mounted there');
    throw fileRefused(path, verb, lastWords(stderr));
  }

  /** The output, which fails where the command does. */
  #untilItFails(command: RunningCommand, path: string, verb: string): Readable {
    const whole = new PassThrough();
    command.stdout.pipe(whole, { end: false });
    whole.once('close', () => command.stdout.destroy());
    command.ended.then(
      (end) => {
        try {
          this.#check(end, path, verb);
          whole.end();
        } catch (error) {
          whole.destroy(error as Error);
        }
      },
      (error: Error) => whole.destroy(error),
    );
    return whole;
  }
}

async function ending(command: RunningCommand): Promise<CommandEnd> {
  command.stdout.resume();
  return command.ended;
}

function newToken(): string {
  return randomBytes(12).toString('hex');
}

/** "Read-only file system" of "rm: can't remove '/x': Read-only file system". */
function lastWords(stderr: string): string {
  const line = stderr.split('\n').at(-1) ?? '';
  return line.slice(line.lastIndexOf(': ') + (line.includes(': ') ? 2 : 0));
}
