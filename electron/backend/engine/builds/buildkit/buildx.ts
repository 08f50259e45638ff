import type { PierFiles } from '../../../../../vm/files.ts';
import { type LoginsForPrograms, noMoreLogins } from '../../../credentials/program-logins.ts';
import { DockerPlugin, type FoundProgram } from '../../../programs/docker-plugin.ts';
import { engineEnv } from '../../../programs/engine-env.ts';
import { streamProgram } from '../../../programs/run-program.ts';
import { BUILDX } from './buildx-program.ts';

/** The buildx program of an installation, for the engine behind a socket. */
export function openBuildx(options: {
  files: PierFiles;
  cacheDir: string;
  env: NodeJS.ProcessEnv;
  dockerSocket: string;
  logins: LoginsForPrograms;
}): Buildx {
  const { files, cacheDir, env, dockerSocket, logins } = options;
  return new Buildx({
    program: new DockerPlugin(BUILDX, { bin: files.bin, cacheDir, env }),
    dockerSocket,
    configDir: files.buildx,
    env,
    logins,
  });
}

/** The buildx program, on the engine that Pier shows. It logs in as everything here does. */
export class Buildx {
  readonly #program: DockerPlugin;
  readonly #env: NodeJS.ProcessEnv;
  readonly #logins: LoginsForPrograms;

  /** @param options.configDir what buildx keeps: beside the person's own, whose builder may be another one */
  constructor(options: {
    program: DockerPlugin;
    dockerSocket: string;
    configDir: string;
    env: NodeJS.ProcessEnv;
    logins?: LoginsForPrograms;
  }) {
    this.#logins = options.logins ?? noMoreLogins;
    this.#program = options.program;
    this.#env = { ...engineEnv(options.env, options.dockerSocket), BUILDX_CONFIG: options.configDir };
  }

  /** @throws AppError `buildx_missing` */
  find(): Promise<FoundProgram> {
    return this.#program.find();
  }

  /** Resolves with its exit code. @throws AppError `buildx_missing`; where aborted, the signal's reason. */
  async run(
    args: readonly string[],
    options: {
      cwd: string;
      /** For what it writes meanwhile, which it leaves behind where it is ended. */
      temporary: string;
      input: string | undefined;
      signal: AbortSignal;
      onError: (text: string) => void;
    },
  ): Promise<number | null> {
    const { path } = await this.#program.find();
    const env = { ...this.#env, TMPDIR: options.temporary };
    return await this.#logins.use((variables) =>
      streamProgram(path, args, { ...options, env: { ...env, ...variables } }),
    );
  }
}
