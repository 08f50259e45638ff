import type { ClientOf } from '../contract/define.ts';
import type {
  ExtensionApi,
  NavigationTarget,
  OpenDialogProps,
  ToastTone,
} from '../contract/extension-api.ts';
import { type ExecPlace, makeExec, type RunWords } from './exec.ts';
import { type HttpService, makeService } from './http-service.ts';
import { legacyClient } from './legacy-client.ts';

/** What a page knows of its extension and of the computer before it asks anything. */
export interface DdClientConfig {
  /** The image, with its tag. */
  image: string;
  /** Of Node's `os`, on the computer that Pier runs on. */
  platform: string;
  arch: string;
  hostname: string;
  /** Which parts the extension has. */
  has: { vm: boolean; service: boolean; host: boolean };
}

export type ExtensionClient = ClientOf<ExtensionApi>;

/**
 * `window.ddClient` as `@docker/extension-api-client-types` 0.4 has it, with the methods of before 0.2 beside. What the
 * extension did not bring along is not there: extensions ask for that.
 */
export function createDdClient(config: DdClientConfig, client: ExtensionClient, fetchPage: typeof fetch) {
  const place = (run: RunWords, prefix = '', platform = 'linux'): ExecPlace => ({ run, prefix, platform });
  const docker = place(client.docker.exec, 'docker ', config.platform);
  const vm = place(client.vm.exec);
  const host = place(client.host.exec, '', config.platform);
  const service = config.has.service ? makeService(client.vm.request, fetchPage) : undefined;
  const lists = {
    listContainers: listing(client.docker.listContainers),
    listImages: listing(client.docker.listImages),
  };
  const toast = makeToast(client);
  const navigate = makeNavigate(client);
  const openExternal = (url: string) => {
    void client.desktop.openExternal({ url: String(url) }).catch(() => {});
  };
  return deepFreeze({
    extension: {
      image: config.image,
      ...(config.has.vm && { vm: { cli: { exec: makeExec(vm) }, ...(service && { service }) } }),
      ...(config.has.host && { host: { cli: { exec: makeExec(host) } } }),
    },
    desktopUI: { toast, dialog: { showOpenDialog: makeOpenDialog(client) }, navigate },
    host: { openExternal, platform: config.platform, arch: config.arch, hostname: config.hostname },
    docker: { cli: { exec: makeExec(docker) }, ...lists },
    ...legacyClient({
      docker,
      host,
      vm: config.has.vm ? vm : undefined,
      container: (name) => place((input, options) => client.vm.exec({ ...input, container: name }, options)),
      service,
      lists,
      toast,
      navigate,
      openExternal,
    }),
  });
}

export type DdClient = ReturnType<typeof createDdClient>;
export type Toast = ReturnType<typeof makeToast>;
export type Navigate = ReturnType<typeof makeNavigate>;
export type Lists = { listContainers: List; listImages: List };
export type { HttpService };

type List = (options?: Record<string, unknown>) => Promise<unknown>;

/** The engine's JSON as it is. It comes in parts: a message has a limit, the answer has none. */
function listing(read: ExtensionClient['docker']['listImages']): List {
  return async (options) => {
    let text = '';
    for await (const part of read({ query: { ...options } })) text += part;
    return JSON.parse(text);
  };
}

function makeToast(client: ExtensionClient) {
  const show = (tone: ToastTone) => (message: string) => {
    void client.desktop.toast({ tone, message: String(message).slice(0, 10_000) }).catch(() => {});
  };
  return { success: show('success'), warning: show('warning'), error: show('error') };
}

function makeNavigate(client: ExtensionClient) {
  const go = async (target: NavigationTarget): Promise<void> => {
    await client.desktop.navigate({ target });
  };
  const container = (tab: 'logs' | 'inspect' | 'exec' | 'stats') => (id: string) =>
    go({ to: 'container', id: String(id), tab });
  return {
    viewContainers: () => go({ to: 'containers' }),
    viewContainer: container('logs'),
    viewContainerLogs: container('logs'),
    viewContainerInspect: container('inspect'),
    viewContainerTerminal: container('exec'),
    viewContainerStats: container('stats'),
    viewImages: () => go({ to: 'images' }),
    viewImage: (id: string, tag?: string) => go({ to: 'image', id: String(id), tag: String(tag ?? '') }),
    viewVolumes: () => go({ to: 'volumes' }),
    viewVolume: (name: string) => go({ to: 'volume', name: String(name) }),
    /** Of older versions; there are none, so that their place is the containers'. */
    viewDevEnvironments: () => go({ to: 'containers' }),
  };
}

const DIALOG_PROPS = ['title', 'message', 'defaultPath', 'buttonLabel', 'filters', 'properties'] as const;

function makeOpenDialog(client: ExtensionClient) {
  return async (given?: Record<string, unknown>): Promise<{ canceled: boolean; filePaths: string[] }> => {
    const props = Object.fromEntries(
      DIALOG_PROPS.filter((name) => given?.[name] !== undefined && given[name] !== null).map((name) => [
        name,
        given?.[name],
      ]),
    ) as OpenDialogProps;
    return client.desktop.showOpenDialog({ props });
  };
}

/** No script of the page changes what another relies on. */
function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null) deepFreeze(member);
  }
  return Object.freeze(value);
}
