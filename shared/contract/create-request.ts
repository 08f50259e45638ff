import { z } from 'zod';

/** What follows "host", "none" and "container:…" cannot be beside another network. */
const LONE_NETWORK = /^(host|none|container:.+)$/;

const port = z.object({
  hostIp: z.string().optional(),
  /** 0 or absent: the engine picks a free one. */
  hostPort: z.number().int().min(0).max(65_535).optional(),
  containerPort: z.number().int().min(1).max(65_535),
  protocol: z.enum(['tcp', 'udp', 'sctp']).default('tcp'),
});

const variable = z.object({
  name: z.string().regex(/^[^=\0]+$/),
  /** null: the container goes without this variable of its image. */
  value: z.string().nullable(),
});

export const mountType = z.enum(['bind', 'volume', 'tmpfs']);

const mount = z
  .object({
    /** Without it an absolute path is a bind mount, and all else a volume's name. */
    type: mountType.optional(),
    /** A volume's name or an absolute path. Empty: for a tmpfs, and for a new volume without a name. */
    source: z.string(),
    target: z.string().startsWith('/', 'Give an absolute path in the container'),
    readOnly: z.boolean().default(false),
    /** The limit of a tmpfs. */
    sizeBytes: z.number().int().positive().optional(),
  })
  .superRefine(({ type, source }, context) => {
    const problem = (message: string) => context.addIssue({ code: 'custom', path: ['source'], message });
    if (type === undefined && source === '') problem('Give a volume’s name or an absolute path');
    if (type === 'bind' && !source.startsWith('/')) problem('Give the absolute path of a folder or file');
    if (type === 'volume' && source.startsWith('/')) problem('Give a volume’s name, not a path');
    if (type === 'tmpfs' && source !== '') problem('A tmpfs has no source');
  });

const network = z.object({
  /** A network's name, or "host", "none" and "container:…", which stand alone. */
  name: z.string().trim().min(1, 'Name a network'),
  aliases: z.array(z.string()).default([]),
  ipv4: z.union([z.ipv4('Give an IPv4 address'), z.literal('')]).optional(),
  ipv6: z.union([z.ipv6('Give an IPv6 address'), z.literal('')]).optional(),
});

const device = z.object({
  hostPath: z.string().startsWith('/', 'Give an absolute path, such as /dev/fuse'),
  /** Empty: as on the host. */
  containerPath: z.string().regex(/^(\/|$)/, 'Give an absolute path'),
  permissions: z
    .string()
    .regex(/^[rwm]{1,3}$/, 'Some of r, w and m')
    .default('rwm'),
});

/** Absent times are the image's or the engine's own. */
const healthTimes = {
  intervalMs: z.number().positive().optional(),
  timeoutMs: z.number().positive().optional(),
  startPeriodMs: z.number().nonnegative().optional(),
  retries: z.number().int().positive().optional(),
};

export const healthCheck = z.discriminatedUnion('kind', [
  /** None, though the image may have one. */
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('shell'), command: z.string().trim().min(1, 'Give a command'), ...healthTimes }),
  /** Without a shell, as argv. */
  z.object({ kind: z.literal('exec'), argv: z.array(z.string()).min(1, 'Give a command'), ...healthTimes }),
]);

export const restartPolicy = z.object({
  name: z.enum(['no', 'always', 'unless-stopped', 'on-failure']),
  /** For "on-failure"; 0 is without limit. */
  maximumRetries: z.number().int().min(0).default(0),
});

const linuxName = z.string().trim().min(1);

/** A container as a person asks for it. What is absent or empty is the image's or the engine's own. */
export const runRequest = z
  .object({
    image: z.string().trim().min(1, 'Name an image'),
    name: z
      .string()
      .trim()
      .regex(
        /^$|^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/,
        'Use letters, digits, "_", "." and "-", at least two characters',
      )
      .optional(),
    ports: z.array(port).default([]),
    /** Publishes what the image exposes on free ports. */
    publishAll: z.boolean().default(false),
    env: z.array(variable).default([]),
    volumes: z.array(mount).default([]),
    /** As argv; empty means the image's own, or none beside an entrypoint of one's own. */
    command: z.array(z.string()).default([]),
    /** As argv; absent means the image's own, empty that there is none. */
    entrypoint: z.array(z.string()).optional(),
    /** Empty: the default bridge. The first is the container's own, the others are connected before it starts. */
    networks: z.array(network).default([]),
    restart: restartPolicy.default({ name: 'no', maximumRetries: 0 }),
    /** Removed by the engine when it ends. */
    autoRemove: z.boolean().default(false),
    /** Of processor time, in whole ones: 1.5. */
    cpus: z.number().positive('Give a number above 0').optional(),
    /** The engine takes no less than 6 MiB. */
    memoryBytes: z
      .number()
      .int()
      .min(6 * 1024 * 1024, 'Give at least 6 MB')
      .optional(),
    labels: z.array(z.object({ name: z.string().min(1, 'Name the label'), value: z.string() })).default([]),
    /** "name", "uid" or "uid:gid". */
    user: z.string().trim().optional(),
    workingDir: z
      .string()
      .trim()
      .regex(/^(\/|$)/, 'Give an absolute path')
      .optional(),
    hostname: z.string().trim().optional(),
    capAdd: z.array(linuxName).default([]),
    capDrop: z.array(linuxName).default([]),
    privileged: z.boolean().default(false),
    devices: z.array(device).default([]),
    /** Absent: the image's own. */
    healthCheck: healthCheck.optional(),
    tty: z.boolean().default(false),
    openStdin: z.boolean().default(false),
    /** A small init as process 1, which forwards signals and reaps children. */
    init: z.boolean().default(false),
    readOnlyRoot: z.boolean().default(false),
    /** False: only created. */
    start: z.boolean().default(true),
    /** The id of a container whose settings beyond these are taken over: its log driver, DNS servers, ulimits … */
    base: z.string().optional(),
  })
  .superRefine((request, context) => {
    if (request.autoRemove && request.restart.name !== 'no') {
      const message = 'A container that is restarted cannot be removed when it ends';
      context.addIssue({ code: 'custom', path: ['autoRemove'], message });
    }
    request.networks.forEach(({ name }, index) => {
      if (!LONE_NETWORK.test(name) || request.networks.length === 1) return;
      const message = `“${name}” cannot be beside other networks`;
      context.addIssue({ code: 'custom', path: ['networks', index, 'name'], message });
    });
  });

/** A container's settings as the form has them. */
export const containerConfiguration = z.object({
  name: z.string(),
  request: runRequest,
  /** Settings beside the form's that stay as they are, by the engine's names: "LogConfig", "Ulimits". */
  kept: z.array(z.string()),
  /** Its processes exist: an edit stops it. */
  active: z.boolean(),
  /** The image's name stands for a newer image by now. */
  imageChanged: z.boolean(),
  /** It is removed by the engine when it stops: it cannot be kept while another takes its place. */
  removesItself: z.boolean(),
});

export type RunRequest = z.infer<typeof runRequest>;
export type RunRequestInput = z.input<typeof runRequest>;
export type MountType = z.infer<typeof mountType>;
export type HealthCheck = z.infer<typeof healthCheck>;
export type ContainerConfiguration = z.infer<typeof containerConfiguration>;
