import { z } from 'zod';
import { KeptFile } from '../kept-file.ts';
import type { Logger } from '../log/logger.ts';
import type { ProjectFiles } from './project-source.ts';

/** More than anybody works on; older ones are let go. */
const KEPT = 100;

const fileSchema = z.object({
  projects: z.array(
    z.object({
      name: z.string().min(1),
      workingDir: z.string(),
      configFiles: z.array(z.string()).min(1),
      envFiles: z.array(z.string()).default([]),
    }),
  ),
});

/** Projects that were brought up from here, with their files, so that one that is down can be brought up again. */
export class KnownProjects {
  readonly #file: KeptFile<z.infer<typeof fileSchema>>;
  readonly #listeners = new Set<() => void>();
  #loading: Promise<void> | undefined;
  /** The one used last is the last. */
  #projects: ProjectFiles[] = [];

  constructor(options: { path: string; log: Logger }) {
    this.#file = new KeptFile({ ...options, schema: fileSchema });
  }

  async all(): Promise<readonly ProjectFiles[]> {
    this.#loading ??= this.#load();
    await this.#loading;
    return this.#projects;
  }

  /** @throws AppError `home_not_writable`, `home_disk_full` */
  async remember(project: ProjectFiles): Promise<void> {
    const others = (await this.all()).filter(({ name }) => name !== project.name);
    await this.#save([...others, project].slice(-KEPT));
  }

  /** One that is not known is done at once. @throws as remember() */
  async forget(name: string): Promise<void> {
    const projects = await this.all();
    const others = projects.filter((project) => project.name !== name);
    if (others.length < projects.length) await this.#save(others);
  }

  /** Its file was removed. */
  forgetAll(): void {
    this.#loading = Promise.resolve();
    this.#projects = [];
    for (const listener of [...this.#listeners]) listener();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #save(projects: ProjectFiles[]): Promise<void> {
    this.#projects = projects;
    for (const listener of [...this.#listeners]) listener();
    await this.#file.write({ projects });
  }

  /** A file that cannot be understood costs the memory of projects that are down, no more: it is begun anew. */
  async #load(): Promise<void> {
    this.#projects = (await this.#file.read())?.projects ?? [];
  }
}
