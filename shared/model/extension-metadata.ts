import { z } from 'zod';

/**
 * `/metadata.json` of an extension's image. Installing takes what it understands and leaves the rest, as the field does;
 * validating refuses what the published schema does not have.
 */

const socketName = z
  .string()
  .regex(/^[^/\0]+$/, 'is no name of a file')
  .max(100);
const path = z.string().min(1).max(4096);

const dashboardTab = z.object({
  title: z.string().min(1),
  /** The page, relative to `root`; may carry a query. */
  src: z.string().min(1),
  /** A folder of the image. Absent: the image's root. */
  root: z.string().optional(),
  backend: z.object({ socket: socketName.optional() }).optional().catch(undefined),
});

const binary = z.object({ path });
const platformBinaries = z.object({
  darwin: z.array(binary).optional(),
  windows: z.array(binary).optional(),
  linux: z.array(binary).optional(),
});

const vm = z.object({
  /** One of both: an image that runs as it is, or a compose file of the image. */
  image: z.string().min(1).optional(),
  composefile: path.optional(),
  exposes: z.object({ socket: socketName.optional() }).optional(),
});

/** For an install: members that nobody knows are left out. */
export const extensionMetadata = z.object({
  icon: z.string().optional(),
  ui: z.object({ 'dashboard-tab': dashboardTab.optional() }).optional(),
  vm: vm.optional(),
  host: z.object({ binaries: z.array(platformBinaries).optional() }).optional(),
});

/** For `validate`: closed at its root and below, as the schema that Docker publishes. */
export const strictExtensionMetadata = z.strictObject({
  // The samples of the SDK that are as small as can be have none.
  icon: path.optional(),
  ui: z
    .strictObject({
      'dashboard-tab': z.strictObject({
        title: z.string().min(1),
        src: z.string().min(1),
        root: z.string().optional(),
        backend: z.strictObject({ socket: socketName.optional() }).optional(),
      }),
    })
    .optional(),
  vm: z
    .strictObject({
      image: z.string().min(1).optional(),
      composefile: path.optional(),
      exposes: z.strictObject({ socket: socketName.optional() }).optional(),
    })
    .refine((part) => (part.image === undefined) !== (part.composefile === undefined), {
      message: 'has one of image and composefile',
    })
    .optional(),
  host: z
    .strictObject({
      binaries: z.array(
        z.strictObject({
          darwin: z.array(z.strictObject({ path })).optional(),
          windows: z.array(z.strictObject({ path })).optional(),
          linux: z.array(z.strictObject({ path })).optional(),
        }),
      ),
    })
    .optional(),
});

export type ExtensionMetadata = z.infer<typeof extensionMetadata>;

/** What is wrong with it for a publisher, in the words of the docker command; empty for nothing. */
export function metadataFaults(value: unknown): string[] {
  const { error } = strictExtensionMetadata.safeParse(value);
  return (error?.issues ?? []).flatMap((issue) => {
    const at = issue.path.length === 0 ? '(root)' : issue.path.join('.');
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `metadata.json: ${at}: Additional property ${key} is not allowed`)
      : [`metadata.json: ${at}: ${issue.message}`];
  });
}

/** What a metadata.json says, with or without a mark of its encoding; undefined for what is no JSON. */
export function parseMetadataText(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

export type HostPlatform = 'darwin' | 'windows' | 'linux';

/** Node's name of a system as metadata has it; undefined where extensions have no programs for it. */
export function hostPlatform(platform: string): HostPlatform | undefined {
  if (platform === 'win32') return 'windows';
  return platform === 'darwin' || platform === 'linux' ? platform : undefined;
}

/** The paths in the image of the programs for one system, each once. An element may lack any system. */
export function hostBinaryPaths(metadata: ExtensionMetadata, platform: HostPlatform | undefined): string[] {
  if (!platform) return [];
  const paths = (metadata.host?.binaries ?? []).flatMap((each) => each[platform] ?? []);
  return [...new Set(paths.map(({ path: name }) => name))];
}
