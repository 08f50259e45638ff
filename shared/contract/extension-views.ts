import { z } from 'zod';
import { procedure, type RoleKind, stream } from './define.ts';
import { navigationTarget, openDialogProps, toastTone } from './extension-api.ts';
import { extensionDev } from './extensions.ts';

const roles: readonly RoleKind[] = ['ui', 'web'];

/** An address that a page can come from. */
const uiSource = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .refine((text) => !/^[a-z]+:\/\/[^/]*@/i.test(text), { message: 'carries a login' });

const viewKey = z.string().min(1).max(100);

/** What a view asks of the page that shows it. */
const viewEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('opened'),
    view: viewKey,
    title: z.string(),
    /** For a frame of the page. Absent where the desktop app shows the view itself, over the page. */
    frame: z.object({ url: z.string(), origin: z.string() }).optional(),
  }),
  /** Of a view that the desktop app shows: a frame tells this by itself. */
  z.object({ kind: z.literal('loaded') }),
  /** Its page could not be loaded, or its process is gone. */
  z.object({ kind: z.literal('failed'), reason: z.enum(['load', 'crash']), detail: z.string() }),
  /** Its page let go of its connection: it is loaded anew, or gone. */
  z.object({ kind: z.literal('disconnected') }),
  z.object({ kind: z.literal('navigate'), target: navigationTarget }),
  z.object({ kind: z.literal('toast'), tone: toastTone, message: z.string() }),
  /** A dialog of the page's own: answered by `answerDialog`. */
  z.object({ kind: z.literal('dialog'), dialog: z.number(), props: openDialogProps }),
  z.object({ kind: z.literal('dialog-gone'), dialog: z.number() }),
  z.object({ kind: z.literal('external'), url: z.string() }),
]);

export const viewBounds = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number().min(0),
  height: z.number().min(0),
});

/** The pages of extensions as the dashboard shows them. */
export const extensionViewsContract = {
  /**
   * Opens the page of an extension, anew each time. It is there for as long as this stream is read: with its end all that
   * the extension's page runs is ended. Ends by itself where the extension is changed or removed.
   * @throws `extension_not_found`, `extension_disabled`
   */
  open: stream({
    input: z.object({
      /** Its id, or its image. */
      id: z.string().min(1).max(512),
      /** Behind "?" of its page, added to what the extension has there itself. */
      search: z.string().max(8192).default(''),
      dark: z.boolean(),
    }),
    item: viewEvent,
    roles,
  }),
  /** What the page in a frame signs in with, once and soon. */
  ticket: procedure({
    input: z.object({ view: viewKey }),
    output: z.object({ ticket: z.string() }),
    roles: ['web'],
  }),
  /** Which paths were chosen; none where it was cancelled. */
  answerDialog: procedure({
    input: z.object({ view: viewKey, dialog: z.number(), paths: z.array(z.string().max(4096)).max(1000) }),
    output: z.object({}),
    roles,
  }),
  /** Where the desktop app shows a view, in CSS pixels of the page; without bounds it is hidden. */
  place: procedure({
    input: z.object({ view: viewKey, bounds: viewBounds.optional() }),
    output: z.object({}),
    roles: ['ui'],
  }),
  /**
   * Changes what is named, for whoever builds it; null takes the page of its image again. Pages that are shown are loaded
   * anew. @throws `extension_not_found`, `bad_input` where it has no page
   */
  setDev: procedure({
    input: z.object({
      /** Its id, or its image. */
      id: z.string().min(1).max(512),
      uiSource: uiSource.nullable().optional(),
      debug: z.boolean().optional(),
    }),
    output: z.object({
      dev: extensionDev,
      /** Whether there are developer tools that Pier can open: a browser has its own. */
      hasTools: z.boolean(),
    }),
    roles: ['ui', 'web', 'cli'],
  }),
  /** The theme of the dashboard: the system's dialogs and the pages of extensions follow it. */
  setTheme: procedure({
    input: z.object({ scheme: z.enum(['light', 'dark', 'auto']) }),
    output: z.object({}),
    roles: ['ui'],
  }),
};

export type ExtensionViewEvent = z.infer<typeof viewEvent>;
export type ViewBounds = z.infer<typeof viewBounds>;
