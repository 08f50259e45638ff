import { z } from 'zod';
import { extensionDetails } from '../../../shared/contract/extension-details.ts';
import { extensionAbility, extensionDev, extensionPermissions } from '../../../shared/contract/extensions.ts';
import { extensionMetadata } from '../../../shared/model/extension-metadata.ts';

/** What is kept of an extension that is installed, beside its files. */
export const extensionRecord = z.object({
  format: z.literal(1),
  id: z.string(),
  repository: z.string(),
  image: z.string(),
  imageId: z.string(),
  version: z.string(),
  title: z.string(),
  description: z.string(),
  vendor: z.string(),
  apiVersion: z.string(),
  metadata: extensionMetadata,
  /** Absent where an earlier Pier installed it. */
  details: extensionDetails.optional(),
  /** The name of its icon's file; absent where it has none that can be shown. */
  icon: z.string().optional(),
  hasUi: z.boolean(),
  binaries: z.array(z.object({ name: z.string(), sha256: z.string(), sizeBytes: z.number() })),
  /** Absent where it has no containers. */
  backend: z
    .object({
      project: z.string(),
      /** In the order of its file. */
      services: z.array(z.object({ name: z.string(), containerName: z.string().optional() })),
      /** The name of its socket below /run/guest-services. */
      socket: z.string().optional(),
      /** The container that leads to it. */
      socketContainer: z.string().optional(),
    })
    .optional(),
  abilities: z.array(extensionAbility),
  /** Whether its image came here with it: then it goes with it. */
  ownsImage: z.boolean(),
  enabled: z.boolean(),
  /** Set while it is installed or removed: interrupted, the one is undone and the other finished. */
  pending: z.enum(['install', 'removal']).optional(),
  /** While it is installed: names of its volumes that an earlier one of its name left. They are not undone with it. */
  volumesBefore: z.array(z.string()).optional(),
  permissions: extensionPermissions,
  /** An update leaves it. */
  dev: extensionDev.optional(),
  installedAt: z.number(),
  updatedAt: z.number(),
});

export type ExtensionRecord = z.infer<typeof extensionRecord>;

/** What a person changed of an extension between two looks at it, for what is put in its place. */
export function changedSince(
  before: ExtensionRecord | undefined,
  now: ExtensionRecord | undefined,
): Partial<Pick<ExtensionRecord, 'permissions' | 'dev'>> {
  return {
    ...(now && now.permissions !== before?.permissions && { permissions: now.permissions }),
    ...(now?.dev && now.dev !== before?.dev && { dev: now.dev }),
  };
}

/**
 * Another extension whose containers and volumes would be the same: names of projects have less letters than those of
 * images, so that "ghcr.io/org/x" and "ghcrio/org_x" have one.
 */
export function sharesProject(
  { id, backend }: Pick<ExtensionRecord, 'id' | 'backend'>,
  installed: readonly ExtensionRecord[],
): ExtensionRecord | undefined {
  return installed.find(
    (each) => each.id !== id && backend !== undefined && each.backend?.project === backend.project,
  );
}
