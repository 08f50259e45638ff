import { z } from 'zod';
import { procedure, stream } from './define.ts';

/** Whose files are looked at. */
export const fileTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('container'), id: z.string().min(1) }),
  z.object({ kind: z.literal('volume'), name: z.string().min(1) }),
]);

/**
 * An absolute path. Bytes that are no UTF-8 stand in it as lone surrogates (shared/byte-string.ts): give paths back
 * as they came, and show them with `readableName`.
 */
export const filePath = z
  .string()
  .max(4096)
  .regex(/^\/$|^(\/(?!\.{1,2}(\/|$))[^/\0]+)+$/, 'Give an absolute path without "." and ".."');

/** One part of a path. */
export const fileName = z
  .string()
  .min(1, 'Give a name')
  .max(255, 'A name has 255 characters at most')
  .regex(/^(?!\.{1,2}$)[^/\0]+$/, 'A name cannot be "." or "..", nor contain "/"');

export const fileType = z.enum(['file', 'folder', 'link', 'device', 'pipe', 'socket']);

export const fileEntry = z.object({
  name: z.string(),
  type: fileType,
  /** In bytes; of files. */
  size: z.number(),
  /** The lower twelve bits: 0o644. */
  mode: z.number(),
  uid: z.number(),
  gid: z.number(),
  /** By name, where it has one. */
  user: z.string().optional(),
  group: z.string().optional(),
  /** Milliseconds since the epoch. */
  modifiedAt: z.number(),
  /** Of a link, as it is written. */
  linkTarget: z.string().optional(),
  /** What a link leads to; absent where it leads nowhere, or where that is not known. */
  targetType: fileType.optional(),
});

/** What is special about a target's files, for people to know beforehand. */
export const filesAccess = z.object({
  /** False where the container runs no process that could help: folders are then read from an archive. */
  hasShell: z.boolean(),
  /** A container's; volumes have none. */
  isRunning: z.boolean().optional(),
  /** True where the root file system was made read-only. Mounts may be writable all the same. */
  isReadOnly: z.boolean(),
  /** Where something else is mounted: what is there belongs to a volume or to a folder of the engine's host. */
  mounts: z.array(z.object({ path: z.string(), type: z.string(), source: z.string() })),
});

export const listItem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('access'), access: filesAccess }),
  z.object({ kind: z.literal('entries'), entries: z.array(fileEntry) }),
  /** How much of the archive was read to find the entries. */
  z.object({ kind: z.literal('progress'), readBytes: z.number() }),
]);

export const textEncoding = z.enum(['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'latin1']);
/** "mixed" is told because saving makes "lf" of it. */
export const lineEnding = z.enum(['lf', 'crlf', 'mixed']);

export const fileContent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    entry: fileEntry,
    /** Lines end with "\n". */
    text: z.string(),
    encoding: textEncoding,
    lineEnding,
  }),
  /** The first bytes, for a hex view: 16 KiB at most. */
  z.object({ kind: z.literal('binary'), entry: fileEntry, base64: z.string() }),
  /** A picture as a whole. */
  z.object({ kind: z.literal('image'), entry: fileEntry, mediaType: z.string(), base64: z.string() }),
  /** Text that is more than EDIT_LIMIT: its beginning. */
  z.object({ kind: z.literal('large text'), entry: fileEntry, text: z.string() }),
]);

/** What can be edited in place, in bytes. */
export const EDIT_LIMIT = 1024 * 1024;

const place = z.object({ target: fileTarget, path: filePath });

export const filesContract = {
  /**
   * What a folder holds, as it is found. Links to folders are followed. `fresh` reads a stopped container again, which
   * otherwise is remembered for a while.
   */
  list: stream({ input: place.extend({ fresh: z.boolean().default(false) }), item: listItem }),
  stat: procedure({ input: place, output: fileEntry }),
  /** Of a container's folder: what differs from its image. Names of direct children. */
  changes: procedure({
    input: z.object({ id: z.string().min(1), path: filePath }),
    output: z.object({
      added: z.array(z.string()),
      modified: z.array(z.string()),
      deleted: z.array(z.string()),
    }),
  }),
  read: procedure({ input: place, output: fileContent }),
  /**
   * Replaces a text file, or makes one. Mode and owner stay. `expected` is what was read before: a file that changed
   * since is refused with `file_changed`.
   */
  write: procedure({
    input: place.extend({
      text: z.string().max(2 * EDIT_LIMIT),
      encoding: textEncoding.default('utf-8'),
      lineEnding: lineEnding.default('lf'),
      expected: z
        .union([z.literal('nothing'), z.object({ size: z.number(), modifiedAt: z.number() })])
        .optional(),
    }),
    output: fileEntry,
  }),
  makeFolder: procedure({ input: place, output: z.object({}) }),
  /** With all that is in them. */
  remove: procedure({
    input: z.object({ target: fileTarget, paths: z.array(filePath).min(1).max(10_000) }),
    output: z.object({}),
  }),
  rename: procedure({
    input: z.object({ target: fileTarget, from: filePath, to: filePath }),
    output: z.object({}),
  }),
  /** A file as it is, a folder as a tar. */
  download: procedure({ input: place, output: z.object({ url: z.string(), fileName: z.string() }) }),
  /** Files and folders of one folder, as one tar; a single one as `download` has it. */
  downloadMany: procedure({
    input: z.object({ target: fileTarget, paths: z.array(filePath).min(1).max(10_000) }),
    output: z.object({ url: z.string(), fileName: z.string() }),
  }),
  /**
   * As the two above, for what is dragged out of a page: the address has to be known when the drag begins, so the page
   * makes the ticket, and the address is `/transfer/<ticket>`. What cannot be sent is told by that address.
   */
  offerDrag: procedure({
    input: z.object({
      target: fileTarget,
      paths: z.array(filePath).min(1).max(10_000),
      /** 32 random bytes. */
      ticket: z.string().regex(/^[\w-]{43}$/, 'This is not a ticket'),
    }),
    output: z.object({}),
  }),
  /** For a PUT of the file's content, whose answer is `{value: {}}`. */
  upload: procedure({
    input: place.extend({
      /** In bytes. */
      size: z.number().int().min(0),
      replace: z.boolean().default(false),
    }),
    output: z.object({ url: z.string() }),
  }),
};

export type FileTarget = z.infer<typeof fileTarget>;
export type FileEntry = z.infer<typeof fileEntry>;
export type FileType = z.infer<typeof fileType>;
export type FilesAccess = z.infer<typeof filesAccess>;
export type FilesListItem = z.infer<typeof listItem>;
export type FileContent = z.infer<typeof fileContent>;
export type TextEncoding = z.infer<typeof textEncoding>;
export type LineEnding = z.infer<typeof lineEnding>;
