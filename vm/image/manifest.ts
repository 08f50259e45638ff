import { z } from 'zod';

const imageFileSchema = z.object({
  bytes: z.number().int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What an image is made of, written beside its files as `manifest.json`. */
export const imageManifestSchema = z.object({
  /** Hash of the inputs: names the image. */
  key: z.string(),
  builtAt: z.iso.datetime(),
  suite: z.string(),
  architecture: z.string(),
  rootFormat: z.string(),
  cmdline: z.string(),
  files: z.object({ vmlinuz: imageFileSchema, initramfs: imageFileSchema, root: imageFileSchema }),
  /** Programs for the computer itself, in the folder `cli`: not part of the machine, and not of its size. */
  cli: z.record(z.string(), imageFileSchema),
  /** The copyright files of all packages, for whoever gives the image to others. */
  licences: imageFileSchema.optional(),
  /** Debian package name to version, of everything that was unpacked. */
  packages: z.record(z.string(), z.string()),
});

export type ImageManifest = z.infer<typeof imageManifestSchema>;
export type ImageFileName = keyof ImageManifest['files'];

export const IMAGE_FILE_NAMES: readonly ImageFileName[] = ['vmlinuz', 'initramfs', 'root'];

export const CLI_FOLDER = 'cli';
export const LICENCES_FILE = 'licences.tar.gz';

/** A machine's kernel and disks, ready to boot. Paths are absolute. */
export interface VmImage {
  key: string;
  kernel: string;
  initramfs: string;
  root: string;
  rootFormat: string;
  /** The kernel's command line; a driver may append to it. */
  cmdline: string;
  manifest: ImageManifest;
}
