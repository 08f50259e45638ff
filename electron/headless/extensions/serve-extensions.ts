import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Backend } from '../../backend/backend.ts';
import { enginePorts, OwnServices } from '../../extension-pages/own-services.ts';
import { type ExtensionServer, startExtensionServer } from './extension-server.ts';

/**
 * Serves the pages of a backend's extensions to browsers, and has it show them there.
 * @param options.folder of the built renderer: what was built for extensions is beside it
 * @param options.dashboardPort called when it is known
 */
export async function serveExtensions(options: {
  backend: Backend;
  folder: string;
  dashboardPort: () => number | undefined;
}): Promise<ExtensionServer> {
  const { backend, folder, dashboardPort } = options;
  const { files, log, extensions, extensionViews, supervisor } = backend;
  const own = new OwnServices(() =>
    [server.port, dashboardPort(), ...enginePorts(supervisor.engine.current())].filter(
      (port) => port !== undefined,
    ),
  );
  const server = await startExtensionServer({
    portFile: files.extensionPort,
    installed: extensions,
    views: extensionViews,
    own,
    proxies: backend.proxies,
    client: await readFile(join(dirname(folder), 'dd-client/dd-client.js')),
    log,
  });
  extensionViews.attach(server.host);
  return server;
}
