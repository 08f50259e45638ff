import { parse } from 'yaml';
import { z } from 'zod';
import type { ComposeFile } from '../../../shared/contract/compose.ts';
import { AppError } from '../../../shared/errors.ts';
import type { ComposeCli } from './compose-cli.ts';
import type { ProjectFiles } from './project-source.ts';

/** The parts of a rendered file that are used here. https://github.com/compose-spec/compose-spec */
const renderedSchema = z.object({
  name: z.string(),
  services: z
    .record(
      z.string(),
      z.object({
        image: z.string().optional(),
        build: z.unknown().optional(),
        scale: z.number().optional(),
        deploy: z.object({ replicas: z.number().optional() }).nullish(),
        profiles: z.array(z.string()).default([]),
        depends_on: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default({}),
});

/**
 * Reads a project's files as compose understands them. `imageId` finds what the engine has under an image's name.
 * @throws AppError `compose_missing`, `compose_file_invalid`
 */
export async function readComposeFile(
  cli: ComposeCli,
  files: ProjectFiles,
  options: { signal: AbortSignal; imageId: (image: string) => Promise<string | undefined> },
): Promise<ComposeFile> {
  const { signal } = options;
  const { stdout: rendered, warnings } = await cli.read(files, ['config'], { signal });
  const { name, services } = understand(rendered, files);
  const named = { ...files, name };
  const hashes = await configHashes(cli, named, rendered, signal);
  const entries = Object.entries(services).sort(([a], [b]) => a.localeCompare(b));
  return {
    project: name,
    workingDir: files.workingDir,
    configFiles: files.configFiles,
    services: await Promise.all(
      entries.map(async ([service, { image, build, scale, deploy, profiles, depends_on: dependsOn }]) => {
        // What compose calls an image that it builds without a name.
        const imageId = await options.imageId(image ?? `${name}-${service}`);
        return {
          name: service,
          ...(image === undefined ? {} : { image }),
          builds: build !== undefined && build !== null,
          replicas: deploy?.replicas ?? scale ?? 1,
          profiles,
          dependsOn: Object.keys(dependsOn),
          configHashes: hashes.get(service) ?? [],
          ...(imageId === undefined ? {} : { imageId }),
        };
      }),
    ),
    rendered,
    warnings,
  };
}

function understand(rendered: string, files: ProjectFiles): z.infer<typeof renderedSchema> {
  try {
    return renderedSchema.parse(parse(rendered));
  } catch (error) {
    throw new AppError(
      'compose_file_invalid',
      `Cannot read '${files.configFiles.join("', '")}': this version of compose renders it in a way that Pier does not know.`,
      "Report it with the output of 'docker compose config'.",
      { cause: error },
    );
  }
}

/**
 * What each service hashes to. "up" hashes a service with the variables of its env_file in it, and "config --hash"
 * without (compose 2.26): the rendered file, which has them in it, is hashed as well.
 */
async function configHashes(
  cli: ComposeCli,
  files: ProjectFiles,
  rendered: string,
  signal: AbortSignal,
): Promise<Map<string, string[]>> {
  const command = ['config', '--hash', '*'];
  const answers = await Promise.all([
    cli.read(files, command, { signal }),
    cli.read(files, command, { signal, input: rendered }),
  ]);
  const hashes = new Map<string, string[]>();
  for (const { stdout } of answers) {
    for (const line of stdout.split('\n')) {
      const [service, hash] = line.trim().split(/\s+/);
      if (!service || !hash) continue;
      const known = hashes.get(service) ?? [];
      if (!known.includes(hash)) hashes.set(service, [...known, hash]);
    }
  }
  return hashes;
}
