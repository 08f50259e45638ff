import { z } from 'zod';
import { procedure, stream } from './define.ts';
import { extensionDetails } from './extension-details.ts';
import { imageReference } from './image-reference.ts';
import { errorData } from './machine.ts';
import { startedTask } from './tasks.ts';

/** What a person lets an extension do. The rest of what it can do cannot be refused apart from it. */
export const extensionPermissions = z.object({
  /** Run docker commands on the engine, and ask it for its lists. */
  dockerCommands: z.boolean(),
  /** Run the programs that it brought along, on this computer. */
  hostPrograms: z.boolean(),
});

/** One thing that an extension can do, for words. */
export const extensionAbility = z.discriminatedUnion('kind', [
  /** It has a page, which can ask for any address of the network and run docker commands. */
  z.object({ kind: z.literal('page'), title: z.string() }),
  z.object({ kind: z.literal('docker-commands') }),
  z.object({
    kind: z.literal('container'),
    service: z.string(),
    image: z.string(),
    /** All of the engine's computer is open to it. */
    privileged: z.boolean(),
    /** Beyond what containers have, of Linux: "NET_ADMIN". */
    capabilities: z.array(z.string()),
    mounts: z.array(
      z.object({
        /** A path of the engine's computer, or a volume's name. */
        source: z.string(),
        target: z.string(),
        readOnly: z.boolean(),
        /** `engine`: Docker's own socket, which is all that Docker can do. `host`: a path. */
        kind: z.enum(['engine', 'host', 'volume', 'memory']),
      }),
    ),
    /** "8080:80/tcp": open on this computer. */
    ports: z.array(z.string()),
    /** Of the engine's computer, shared with it: "network", "processes", "ipc", "users". */
    shares: z.array(z.enum(['network', 'processes', 'ipc', 'users'])),
    devices: z.array(z.string()),
    /** What else its file asks for beyond what containers have, as it stands there: "seccomp=unconfined". */
    others: z.array(z.string()),
  }),
  z.object({
    kind: z.literal('host-program'),
    name: z.string(),
    /** Hexadecimal. */
    sha256: z.string(),
    sizeBytes: z.number(),
  }),
]);

/** A service of an extension's backend. */
export const extensionService = z.object({
  name: z.string(),
  containerName: z.string(),
  containerId: z.string(),
  state: z.string(),
  restarts: z.number(),
  exitCode: z.number().optional(),
});

export const extensionBackend = z.object({
  project: z.string(),
  /**
   * `off`: the extension is disabled. `unknown`: the engine does not answer. `failing`: a container ends again and
   * again, or cannot be started. `done`: all of it ended well and is not to run again.
   */
  state: z.enum(['off', 'unknown', 'starting', 'running', 'done', 'stopped', 'failing']),
  services: z.array(extensionService),
  /** Why it fails, with the last lines that it wrote. */
  error: errorData.optional(),
});

/** For whoever builds an extension. */
export const extensionDev = z.object({
  /** Where its page comes from instead of its image: a server that is being developed with. */
  uiSource: z.string().optional(),
  /** The developer tools open with its page, where its host has any. */
  debug: z.boolean().optional(),
});

/** What an extension is, installed or not. */
const extensionIdentity = {
  /** "org_repo". */
  id: z.string(),
  /** "org/repo". */
  repository: z.string(),
  /** With its tag. */
  image: z.string(),
  imageId: z.string(),
  /** The tag. */
  version: z.string(),
  title: z.string(),
  description: z.string(),
  vendor: z.string(),
  /** As a `data:` address. */
  icon: z.string().optional(),
};

export const extension = z.object({
  ...extensionIdentity,
  /** Absent where it has no page. */
  page: z.object({ title: z.string() }).optional(),
  /** Absent where it has none. */
  backend: extensionBackend.optional(),
  enabled: z.boolean(),
  permissions: extensionPermissions,
  abilities: z.array(extensionAbility),
  /** What a person who builds it has set; absent for nothing. */
  dev: extensionDev.optional(),
  /** Milliseconds since the epoch. */
  installedAt: z.number(),
  updatedAt: z.number(),
});

export const extensionsState = z.object({
  /** By their titles. */
  extensions: z.array(extension),
  /** Of the API for extensions that is here. */
  apiVersion: z.string(),
  /** What is at work now: the tasks, by their extensions; without one where nobody asked for it. */
  busy: z.array(z.object({ id: z.string(), taskId: z.string().optional() })),
  /** Whether there are extensions at all: a setting. Those that are installed stay so, and do nothing. */
  areOn: z.boolean(),
  /** Whether there is Pier's own engine, which they work on. */
  hasEngine: z.boolean(),
});

/** Where an extension comes from. */
export const extensionSource = z.discriminatedUnion('kind', [
  /** The engine's own image where it has it, else the registry's. Without a tag: the newest version. */
  z.object({ kind: z.literal('image'), reference: imageReference }),
  /** A file of this computer, made by `docker save`. */
  z.object({ kind: z.literal('tar'), path: z.string().min(1).max(4096) }),
]);

export const extensionPreview = z.object({
  ...extensionIdentity,
  sizeBytes: z.number(),
  /** Of its API; empty where it says nothing. */
  apiVersion: z.string(),
  /** False where it wants another API than there is here: it may not work. */
  isApiSupported: z.boolean(),
  abilities: z.array(extensionAbility),
  details: extensionDetails,
  /** What a published one should have: for those who build it. */
  missingLabels: z.array(z.string()),
  /** The one of its name that is installed. */
  installed: z
    .object({
      image: z.string(),
      imageId: z.string(),
      version: z.string(),
      permissions: extensionPermissions,
      /** What it can do now: what is new can be told. */
      abilities: z.array(extensionAbility),
    })
    .optional(),
});

/** One thing that an extension had run. */
export const extensionRun = z.object({
  /** Milliseconds since the epoch: of the last time, where it ran more than once. */
  at: z.number(),
  /** How often the very same was run, and since when. Absent for once. */
  times: z.number().int().optional(),
  firstAt: z.number().optional(),
  /** By whom: the docker command, the first service's container, a program of this computer. */
  where: z.enum(['docker', 'container', 'host']),
  /** As a person would type it. Of a long one its beginning and its end. */
  command: z.string(),
  /** Refused by a permission: it did not run. */
  refused: z.boolean(),
  /** Absent while it runs, and where it could not begin or a signal ended it. */
  exitCode: z.number().optional(),
  durationMs: z.number().optional(),
});

/** What removing an extension does. */
export const extensionRemoval = z.object({
  containers: z.array(z.string()),
  networks: z.array(z.string()),
  /** With what they hold. */
  volumes: z.array(z.string()),
  /** Its image; absent where something else uses it. */
  image: z.string().optional(),
  /** What stays: made by it or for it, and not its backend's. */
  leaves: z.object({ containers: z.array(z.string()), images: z.array(z.string()) }),
});

const id = z.object({ id: z.string().min(1).max(512) });

/** Extensions of Docker Desktop. They work on Pier's own engine, whichever is shown. */
export const extensionsContract = {
  /** What there is, then again after each change. */
  watch: stream({ input: z.object({}), item: extensionsState }),
  /**
   * What an extension is and may do, before it is installed; it is pulled for that. What came here goes again when the
   * caller leaves and has not installed it, so the stream ends only then. `updates` is the id of one that is installed:
   * then it is looked for as `update` does it.
   * @throws `extension_invalid`, `extension_not_found`, `image_pull_failed`, `compose_missing`, `engine_unreachable`,
   * `forbidden` and others
   */
  preview: stream({
    input: z.object({ source: extensionSource, updates: z.string().min(1).max(512).optional() }),
    item: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('working'),
        status: z.string(),
        currentBytes: z.number().optional(),
        totalBytes: z.number().optional(),
      }),
      z.object({ kind: z.literal('ready'), preview: extensionPreview }),
    ]),
  }),
  /**
   * A task; what is installed of its name is replaced. With the image's id another one than that is refused; without
   * permissions they are as they were, else all. @throws `engine_unreachable`, `forbidden`
   */
  install: procedure({
    input: z.object({
      source: extensionSource,
      imageId: z.string().optional(),
      permissions: extensionPermissions.optional(),
    }),
    output: startedTask,
  }),
  /** A task. Without a reference: to the newest version. @throws `extension_not_found`, `engine_unreachable` */
  update: procedure({
    input: id.extend({ reference: imageReference.optional(), imageId: z.string().optional() }),
    output: startedTask,
  }),
  /** A task: its containers go and come with it. @throws `extension_not_found` */
  setEnabled: procedure({ input: id.extend({ enabled: z.boolean() }), output: startedTask }),
  /** A task: its containers are made anew. @throws `extension_not_found`, `engine_unreachable` */
  restart: procedure({ input: id, output: startedTask }),
  /** What `remove` would do. @throws `extension_not_found`, `engine_unreachable` */
  removal: procedure({ input: id, output: extensionRemoval }),
  /** A task; its volumes stay where they are not asked for. @throws `extension_not_found`, `engine_unreachable` */
  remove: procedure({ input: id.extend({ volumes: z.boolean().default(true) }), output: startedTask }),
  /** Changes what it may do, from the next thing that it does on. @throws `extension_not_found` */
  setPermissions: procedure({
    input: id.extend({ permissions: extensionPermissions }),
    output: z.object({}),
  }),
  /** What its publisher tells of it, as it was when it was installed. @throws `extension_not_found` */
  details: procedure({ input: id, output: extensionDetails }),
  /**
   * What is wrong with an image for those who publish it, in the docker command's words; nothing where it is valid. It is
   * pulled where the engine has none, and goes again. @throws `image_pull_failed`, `engine_unreachable` and others
   */
  validate: procedure({
    input: z.object({ reference: imageReference }),
    output: z.object({ image: z.string(), faults: z.array(z.string()) }),
  }),
  /** What it had run, newest first, then again after each change. @throws `extension_not_found` */
  log: stream({ input: id, item: z.object({ entries: z.array(extensionRun) }) }),
};

export type Extension = z.infer<typeof extension>;
export type ExtensionsState = z.infer<typeof extensionsState>;
export type ExtensionPermissions = z.infer<typeof extensionPermissions>;
export type ExtensionAbility = z.infer<typeof extensionAbility>;
export type ExtensionDev = z.infer<typeof extensionDev>;
export type ExtensionBackend = z.infer<typeof extensionBackend>;
export type ExtensionService = z.infer<typeof extensionService>;
export type ExtensionSource = z.infer<typeof extensionSource>;
export type ExtensionPreview = z.infer<typeof extensionPreview>;
export type ExtensionRun = z.infer<typeof extensionRun>;
export type ExtensionRemoval = z.infer<typeof extensionRemoval>;
