import { z } from 'zod';
import { procedure, type RoleKind, stream } from './define.ts';

/**
 * All that the page of an extension can ask: what `window.ddClient` is made of. A contract of its own, so that a
 * connection of an extension knows no call of the dashboard's. Which extension asks is known by the connection.
 */

const roles: readonly RoleKind[] = ['extension'];

/** More than any system runs a program with. */
const word = z.string().max(256 * 1024);
const variables = z.record(z.string().max(1024), z.string().max(256 * 1024));

const command = {
  /** Words as the program gets them: no shell reads them. */
  words: z.array(word).min(1).max(10_000),
  cwd: z.string().max(4096).optional(),
  env: variables.optional(),
};

/** Output as it comes, then how it ended. */
const execItem = z.union([
  z.object({ stdout: z.string() }),
  z.object({ stderr: z.string() }),
  z.object({ code: z.number().int().nullable(), signal: z.string().nullable() }),
]);

/** A part of a text, of any size: an answer of the engine may be longer than a message. */
const textPart = z.string();

const listing = stream({
  /** As the engine's API has it; an object is sent as JSON. */
  input: z.object({ query: z.record(z.string(), z.unknown()) }),
  item: textPart,
  roles,
});

export const navigationTarget = z.discriminatedUnion('to', [
  z.object({ to: z.literal('containers') }),
  z.object({
    to: z.literal('container'),
    id: z.string().min(1).max(300),
    tab: z.enum(['logs', 'inspect', 'exec', 'stats']),
  }),
  z.object({ to: z.literal('images') }),
  z.object({ to: z.literal('image'), id: z.string().min(1).max(300), tag: z.string().max(300) }),
  z.object({ to: z.literal('volumes') }),
  z.object({ to: z.literal('volume'), name: z.string().min(1).max(300) }),
]);

/** What is passed on of the options of Electron's `dialog.showOpenDialog`. */
export const openDialogProps = z.object({
  title: z.string().max(300).optional(),
  message: z.string().max(1000).optional(),
  defaultPath: z.string().max(4096).optional(),
  buttonLabel: z.string().max(100).optional(),
  filters: z
    .array(z.object({ name: z.string().max(200), extensions: z.array(z.string().max(50)).max(100) }))
    .max(50)
    .optional(),
  properties: z.array(z.string().max(50)).max(20).optional(),
});

export const toastTone = z.enum(['success', 'warning', 'error']);

export const extensionApi = {
  docker: {
    /** The docker command on the engine that the dashboard shows. */
    exec: stream({ input: z.object(command), item: execItem, roles }),
    listContainers: listing,
    listImages: listing,
  },
  vm: {
    /** A command in the extension's first service, or in another container of it. */
    exec: stream({
      input: z.object({ ...command, container: z.string().max(300).optional() }),
      item: execItem,
      roles,
    }),
    /** A request to the socket that the extension's backend listens on: the status first, then the body. */
    request: stream({
      input: z.object({
        method: z.string().regex(/^[A-Za-z]{1,20}$/),
        url: z.string().max(64 * 1024),
        headers: z.record(z.string().max(256), z.string().max(64 * 1024)),
        body: z.string().optional(),
      }),
      item: z.union([
        z.object({ status: z.number().int(), reason: z.string() }),
        z.object({ text: textPart }),
      ]),
      roles,
    }),
  },
  host: {
    /** One of the programs that the extension brought along, by its name. */
    exec: stream({ input: z.object(command), item: execItem, roles }),
  },
  desktop: {
    toast: procedure({
      input: z.object({ tone: toastTone, message: z.string().max(10_000) }),
      output: z.object({}),
      roles,
    }),
    showOpenDialog: procedure({
      input: z.object({ props: openDialogProps }),
      output: z.object({ canceled: z.boolean(), filePaths: z.array(z.string()) }),
      roles,
    }),
    /** Fails where the object is not there. */
    navigate: procedure({ input: z.object({ target: navigationTarget }), output: z.object({}), roles }),
    /** What is no web address is left alone. */
    openExternal: procedure({
      input: z.object({ url: z.string().max(64 * 1024) }),
      output: z.object({}),
      roles,
    }),
  },
};

export type ExtensionApi = typeof extensionApi;
export type ExecItem = z.infer<typeof execItem>;
export type NavigationTarget = z.infer<typeof navigationTarget>;
export type OpenDialogProps = z.infer<typeof openDialogProps>;
export type ToastTone = z.infer<typeof toastTone>;
