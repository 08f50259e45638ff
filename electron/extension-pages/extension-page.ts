import { readFile, stat } from 'node:fs/promises';
import { arch, hostname, platform } from 'node:os';
import { CLIENT_PATH, OWN_PATH } from '../../shared/dd-client/own-paths.ts';
import type { InstalledExtension } from '../backend/extensions/installed-extensions.ts';
import type { ExtensionView } from '../backend/extensions/views/extension-view.ts';
import { answerFromSource } from './dev-page.ts';
import { clientScript, injectScript } from './inject-script.ts';
import { pageFile } from './page-file.ts';

export interface PageAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/**
 * Answers a request for a file of an extension's page. Documents get the script that makes `window.ddClient` before
 * everything else. @param client the text of that script
 */
export async function answerPage(options: {
  extension: InstalledExtension;
  /** The one that is shown now. */
  view: Pick<ExtensionView, 'dark'> | undefined;
  pathname: string;
  /** With its "?". */
  search: string;
  client: Buffer;
}): Promise<PageAnswer> {
  const { extension, view, pathname, search, client } = options;
  if (pathname === CLIENT_PATH) {
    return answer(client, 'text/javascript; charset=utf-8', 'no-cache');
  }
  const script = clientScript(CLIENT_PATH, pageConfig(extension, view?.dark ?? false));
  const { uiSource } = extension.dev;
  if (extension.enabled && extension.page && uiSource !== undefined && !pathname.startsWith(OWN_PATH)) {
    return answerFromSource(uiSource, pathname + search, script);
  }
  const folder = extension.enabled ? extension.page?.folder : undefined;
  const found = folder === undefined ? undefined : await pageFile(folder, pathname);
  if (!found || !(await stat(found.path).catch(() => undefined))?.isFile()) return notFound();
  const body = await readFile(found.path).catch(() => undefined);
  if (!body) return notFound();
  if (!found.type.startsWith('text/html')) return answer(body, found.type, 'no-cache');
  return answer(injectScript(body, script), found.type, 'no-store');
}

/** What the script in the page reads: see shared/dd-client/page/install.ts. */
function pageConfig(extension: InstalledExtension, dark: boolean) {
  const { image, backend, host, metadata } = extension;
  return {
    image,
    platform: platform(),
    arch: arch(),
    hostname: hostname(),
    has: {
      vm: metadata.vm !== undefined,
      service: backend?.connectService !== undefined,
      host: host !== undefined,
    },
    dark,
  };
}

function answer(body: Buffer, type: string, caching: string): PageAnswer {
  return { status: 200, headers: { 'content-type': type, 'cache-control': caching }, body };
}

function notFound(): PageAnswer {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
  return { status: 404, headers, body: Buffer.from('Not found\n') };
}
