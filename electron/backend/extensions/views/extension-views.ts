import type { OpenDialogProps } from '../../../../shared/contract/extension-api.ts';
import type { ExtensionViewEvent, ViewBounds } from '../../../../shared/contract/extension-views.ts';
import type { PierHandlers } from '../../../../shared/contract/index.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { Transport } from '../../../../shared/rpc/transport.ts';
import type { InstalledExtension, InstalledExtensions } from '../installed-extensions.ts';
import { type ChosenPaths, ExtensionView } from './extension-view.ts';

/** Who shows the pages of extensions: the desktop app in views of its own, the browser host in frames. */
export interface ViewHost {
  /** Resolves when there is a window to show them in. Absent where there is one as long as there is a dashboard. */
  whenShown?(signal: AbortSignal): Promise<void>;
  /** @returns the frame that the dashboard is to show; nothing where the view is shown already */
  open(view: ExtensionView): Promise<{ url: string; origin: string } | undefined>;
  close(view: ExtensionView): void;
  place?(view: ExtensionView, bounds: ViewBounds | undefined): void;
  setTheme?(scheme: 'light' | 'dark' | 'auto'): void;
  /** Opens the developer tools of a view that is shown. Absent where a browser has its own. */
  openTools?(view: ExtensionView): void;
  /** Opens a web address in the person's browser; without it the dashboard does. */
  openExternal?(url: string): void;
  /** The system's own dialog; without it the dashboard asks. */
  choosePaths?(view: ExtensionView, props: OpenDialogProps): Promise<ChosenPaths>;
}

/** The pages of extensions that are shown, and what their connections may do. */
export class ExtensionViews {
  readonly #installed: InstalledExtensions;
  readonly #serve: (transport: Transport, view: ExtensionView, host: ViewHost) => void;
  readonly #views = new Map<string, ExtensionView>();
  readonly #unsubscribe: () => void;
  #host: ViewHost | undefined;

  /** @param options.serve answers the calls of a page, in the role of the view's extension */
  constructor(options: {
    installed: InstalledExtensions;
    serve: (transport: Transport, view: ExtensionView, host: ViewHost) => void;
  }) {
    this.#installed = options.installed;
    this.#serve = options.serve;
    this.#unsubscribe = options.installed.onChange(() => this.#endChanged());
  }

  /** Once, by the host, when it can show them. */
  attach(host: ViewHost): void {
    this.#host = host;
  }

  /** The newest view of an extension that is shown. */
  shown(extensionId: string): ExtensionView | undefined {
    return [...this.#views.values()].filter((view) => view.extensionId === extensionId).at(-1);
  }

  /** The view that a page of an extension has a ticket of. A ticket of another extension's is none. */
  redeem(extensionId: string, ticket: string): ExtensionView | undefined {
    return [...this.#views.values()].find((view) => view.extensionId === extensionId && view.redeem(ticket));
  }

  /** Answers a page until the transport closes, which happens with the view at the latest. */
  connect(transport: Transport, view: ExtensionView): void {
    if (!this.#host || !this.#views.has(view.key)) {
      transport.close();
      return;
    }
    this.#serve(transport, view, this.#host);
    view.bind(transport);
    transport.onClose(() => view.tell({ kind: 'disconnected' }));
  }

  /** @param isOnOwnEngine whether the dashboard that asks shows Pier's own engine */
  handlers(isOnOwnEngine: boolean): PierHandlers['extensionViews'] {
    return {
      open: (input, { signal }) => this.#open({ ...input, isOnOwnEngine }, signal),
      ticket: ({ view }) => ({ ticket: this.#require(view).makeTicket() }),
      answerDialog: ({ view, dialog, paths }) => {
        this.#require(view).answerDialog(dialog, paths);
        return {};
      },
      place: ({ view, bounds }) => {
        this.#host?.place?.(this.#require(view), bounds);
        return {};
      },
      setDev: (change) => this.#setDev(change),
      setTheme: ({ scheme }) => {
        this.#host?.setTheme?.(scheme);
        return {};
      },
    };
  }

  dispose(): void {
    this.#unsubscribe();
    for (const view of this.#views.values()) view.end();
  }

  async *#open(
    { id: name, ...wanted }: { id: string; search: string; dark: boolean; isOnOwnEngine: boolean },
    signal: AbortSignal,
  ): AsyncGenerator<ExtensionViewEvent, void, void> {
    this.#requireShowable(name);
    const host = this.#host;
    if (!host) {
      throw new AppError('capability_missing', 'Pier shows no pages of extensions here.', 'Restart Pier.');
    }
    await host.whenShown?.(signal);
    const extension = this.#requireShowable(name);
    const { id: extensionId, imageId, dev } = extension;
    const view = new ExtensionView({ ...wanted, extensionId, imageId, uiSource: dev.uiSource });
    this.#views.set(view.key, view);
    try {
      const frame = await host.open(view);
      if (dev.debug) host.openTools?.(view);
      const title = extension.page.title;
      yield { kind: 'opened', view: view.key, title, ...(frame && { frame }) };
      yield* view.events(signal);
    } finally {
      this.#views.delete(view.key);
      view.end();
      host.close(view);
    }
  }

  #requirePage(name: string): InstalledExtension & Required<Pick<InstalledExtension, 'page'>> {
    const id = this.#installed.idOf(name);
    const extension = id === undefined ? undefined : this.#installed.find(id);
    const { page } = extension ?? {};
    if (!extension || !page) {
      const why = extension ? 'it has no page' : 'it is not installed';
      throw new AppError(
        'extension_not_found',
        `Open the extension '${name}': ${why}.`,
        'The list of extensions shows those there are.',
      );
    }
    return { ...extension, page };
  }

  #requireShowable(name: string) {
    const extension = this.#requirePage(name);
    if (extension.enabled) return extension;
    throw new AppError(
      'extension_disabled',
      `Open the extension '${extension.title}': it is disabled.`,
      'Enable it in the list of extensions.',
    );
  }

  async #setDev(change: { id: string; uiSource?: string | null | undefined; debug?: boolean | undefined }) {
    const { id: name, uiSource, debug } = change;
    const { id, dev: before } = this.#requirePage(name);
    const { uiSource: source, debug: tools } = {
      ...before,
      ...(uiSource !== undefined && { uiSource }),
      ...(debug !== undefined && { debug }),
    };
    const dev = { ...(source && { uiSource: source }), ...(tools && { debug: true }) };
    await this.#installed.setDev(id, dev);
    const view = this.shown(id);
    if (debug && view) this.#host?.openTools?.(view);
    return { dev, hasTools: this.#host?.openTools !== undefined };
  }

  #require(key: string): ExtensionView {
    const view = this.#views.get(key);
    if (view) return view;
    throw new AppError(
      'extension_view_gone',
      'The page of the extension is not shown any more.',
      'Open the extension again.',
    );
  }

  /** A page of what was before must not go on with what is there now. */
  #endChanged(): void {
    for (const view of this.#views.values()) {
      const now = this.#installed.find(view.extensionId);
      const isSame = now?.page && now.imageId === view.imageId && now.dev.uiSource === view.uiSource;
      if (!now?.enabled || !isSame) view.end();
    }
  }
}
