import { z } from 'zod';
import { containerState, publishedPort } from './containers.ts';
import { procedure, stream } from './define.ts';
import { errorData } from './machine.ts';
import { startedTask } from './tasks.ts';

export const composeContainer = z.object({
  id: z.string(),
  name: z.string(),
  /** Counts from 1 in each service. */
  number: z.number(),
  image: z.string(),
  imageId: z.string(),
  state: containerState,
  health: z.enum(['none', 'starting', 'healthy', 'unhealthy']),
  /** Of a container that has ended. */
  exitCode: z.number().optional(),
  ports: z.array(publishedPort),
  /** What its configuration hashed to when it was made. */
  configHash: z.string(),
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
});

export const composeService = z.object({
  name: z.string(),
  containers: z.array(composeContainer),
  /** Services that start before it. */
  dependsOn: z.array(z.string()),
});

export const composeProject = z.object({
  name: z.string(),
  /** Of the computer that made it; empty where the engine does not know. */
  workingDir: z.string(),
  /** Absolute; none where the engine does not know. */
  configFiles: z.array(z.string()),
  services: z.array(composeService),
  /** Made by "run", beside the services. */
  oneOffs: z.array(composeContainer),
  networks: z.array(z.object({ id: z.string(), name: z.string() })),
  volumes: z.array(z.string()),
  /** False where nothing of it is on the engine, and Pier remembers its file. */
  onEngine: z.boolean(),
});

export const composeUpdate = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('snapshot'), items: z.array(composeProject) }),
  z.object({ kind: z.literal('disconnected') }),
]);

/** The program that knows compose files. */
export const composeProgram = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('found'), path: z.string(), version: z.string() }),
  z.object({ kind: z.literal('missing'), error: errorData }),
]);

/** A service as the file has it. */
export const fileService = z.object({
  name: z.string(),
  /** Absent where only a build makes it. */
  image: z.string().optional(),
  builds: z.boolean(),
  replicas: z.number(),
  profiles: z.array(z.string()),
  dependsOn: z.array(z.string()),
  /** What its configuration hashes to. A container with one of them is up to date. */
  configHashes: z.array(z.string()),
  /** The image it would get now; absent where the engine has none of that name. */
  imageId: z.string().optional(),
});

export const composeFile = z.object({
  project: z.string(),
  workingDir: z.string(),
  /** Absolute, in the order in which later ones override earlier ones. */
  configFiles: z.array(z.string()),
  services: z.array(fileService),
  /** As the program renders it, with its variables filled in. */
  rendered: z.string(),
  warnings: z.array(z.string()),
});

/** What a project is made from: one that the engine or Pier knows, or a file that a person picked. */
const source = z.union([
  z.object({ project: z.string().min(1) }),
  z.object({
    /** Absolute, on the computer that Pier runs on. */
    file: z.string().min(1, 'Choose a file'),
    /** Empty: the file's own, or the name of its folder. */
    name: z
      .string()
      .trim()
      .regex(/^$|^[a-z0-9][a-z0-9_-]*$/, 'Use lower-case letters, digits, "_" and "-"')
      .default(''),
  }),
]);

const projectServices = z.object({
  project: z.string().min(1),
  /** None: all of them. */
  services: z.array(z.string()).default([]),
});

export const composeAction = z.enum(['start', 'stop', 'restart', 'pause', 'unpause', 'kill']);

export const composeContract = {
  watch: stream({ input: z.object({}), item: composeUpdate }),
  program: procedure({ input: z.object({}), output: composeProgram }),
  /** @throws `compose_missing`, `compose_file_invalid`, `compose_project_not_found` */
  readFile: procedure({ input: z.object({ source }), output: composeFile }),
  /** What readFile answers, and again after each change of the files. */
  watchFile: stream({
    input: z.object({ project: z.string().min(1) }),
    item: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('read'), file: composeFile }),
      z.object({ kind: z.literal('failed'), error: errorData }),
    ]),
  }),
  /** Services that others depend on start first and stop last. */
  act: procedure({ input: projectServices.extend({ action: composeAction }), output: startedTask }),
  up: procedure({
    input: z.object({
      source,
      services: z.array(z.string()).default([]),
      /** Builds images though they are there. */
      build: z.boolean().default(false),
      /** Pulls images though they are there. */
      pull: z.boolean().default(false),
      /** Makes containers anew though nothing has changed. */
      recreate: z.boolean().default(false),
      /** Removes containers of services that the file no longer has. */
      removeOrphans: z.boolean().default(false),
    }),
    output: startedTask,
  }),
  /** Removes containers and networks; volumes where asked for. With services: their containers alone. */
  down: procedure({
    input: projectServices.extend({ volumes: z.boolean().default(false) }),
    output: startedTask,
  }),
  scale: procedure({
    input: z.object({
      project: z.string().min(1),
      service: z.string().min(1),
      replicas: z.number().int('Give a whole number').min(0, 'Give 0 or more').max(1000, 'Give 1000 at most'),
    }),
    output: startedTask,
  }),
  /** Drops a project from the list that is not on the engine. Its files stay. */
  forget: procedure({ input: z.object({ project: z.string() }), output: z.object({}) }),
};

export type ComposeContainer = z.infer<typeof composeContainer>;
export type ComposeService = z.infer<typeof composeService>;
export type ComposeProject = z.infer<typeof composeProject>;
export type ComposeUpdate = z.infer<typeof composeUpdate>;
export type ComposeProgram = z.infer<typeof composeProgram>;
export type ComposeFile = z.infer<typeof composeFile>;
export type ComposeFileService = z.infer<typeof fileService>;
export type ComposeSource = z.infer<typeof source>;
export type ComposeAction = z.infer<typeof composeAction>;
