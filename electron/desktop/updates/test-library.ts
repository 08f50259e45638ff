import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type ClientRequest, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configureRequestUrl, type DownloadOptions, HttpExecutor } from 'builder-util-runtime';
import type { AppUpdater } from 'electron-updater';

/** electron-updater's requests over Node, in place of Electron's network: the rest of it is the library's own. */
class NodeExecutor extends HttpExecutor<ClientRequest> {
  createRequest(options: object, callback: (response: never) => void): ClientRequest {
    return request(options, callback as () => void);
  }

  /** As its ElectronHttpExecutor has it. */
  download(url: URL, destination: string, options: DownloadOptions): Promise<string> {
    return options.cancellationToken.createPromise((resolve, reject, onCancel) => {
      const requestOptions = { headers: options.headers ?? {} };
      configureRequestUrl(url, requestOptions);
      this.doDownload(
        requestOptions,
        {
          destination,
          options,
          onCancel,
          callback: (error) => (error ? reject(error) : resolve(destination)),
          responseHandler: null,
        },
        0,
      );
    });
  }
}

/** A packaged app of some version, as electron-updater sees it, in a folder of its own. */
export class TestApp {
  readonly folder = mkdtempSync(join(tmpdir(), 'pier-updates-'));
  readonly appUpdateConfigPath = join(this.folder, 'app-update.yml');
  readonly appImage = join(this.folder, 'Pier.AppImage');
  readonly name = 'pier-test';
  readonly isPackaged = true;
  readonly userDataPath = this.folder;
  readonly baseCachePath = this.folder;
  readonly #before = process.env.APPIMAGE;

  constructor(readonly version: string) {
    writeFileSync(this.appUpdateConfigPath, 'updaterCacheDirName: cache\n');
    writeFileSync(this.appImage, 'the version before');
    process.env.APPIMAGE = this.appImage;
  }

  readonly whenReady = async () => {};
  readonly relaunch = () => {};
  readonly quit = () => {};
  readonly onQuit = () => {};

  /** The library's own updater for this app. */
  make<T extends AppUpdater>(Library: new (options: null, app: never) => T): T {
    const library = new Library(null, this as never);
    return Object.assign(library, { httpExecutor: new NodeExecutor() });
  }

  remove(): void {
    if (this.#before === undefined) delete process.env.APPIMAGE;
    else process.env.APPIMAGE = this.#before;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
