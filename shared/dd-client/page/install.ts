import type { ExtensionApi } from '../../contract/extension-api.ts';
import { createClient } from '../../rpc/client.ts';
import { pendingTransport } from '../../rpc/pending-transport.ts';
import { EXTENSION_STREAMS } from '../api-streams.ts';
import { createDdClient, type DdClientConfig } from '../dd-client.ts';
import { CLIENT_PATH } from '../own-paths.ts';
import { muiThemes } from '../themes.ts';
import { preludeBlobWorkers } from './blob-workers.ts';
import { connectPage } from './connect-page.ts';
import { passCrossOriginOn, type Scope } from './cross-origin.ts';
import { followTheme } from './follow-theme.ts';

/**
 * The first script of an extension's page: a classic one, so that everything is there before any script of the page.
 * Extensions take `window.ddClient` and the themes without a look whether they are there. Workers of a page run it as
 * well, for their requests: see worker-prelude.ts.
 */

if (typeof document === 'undefined') openTheWeb(globalThis);
else installPage(document.currentScript as HTMLScriptElement);

/** In the desktop app the session does it. */
function openTheWeb(scope: Scope): void {
  passCrossOriginOn(scope);
  if (scope.Worker) preludeBlobWorkers(scope, scope.location.origin + CLIENT_PATH);
}

function installPage(script: HTMLScriptElement): void {
  const config = JSON.parse(script.dataset.pier ?? '{}') as DdClientConfig & {
    dark: boolean;
  };
  // The page finds its document as it wrote it.
  script.remove();

  const isFrame = window.location.protocol === 'http:';
  /** A frame within the page of an extension is a page like any other: it gets no connection. */
  const isPage = isFrame ? window.parent === window.top && window.parent !== window : window === window.top;

  const plainFetch = window.fetch.bind(window);
  if (isFrame) {
    openTheWeb(window);
    const setDark = followTheme(window, config.dark);
    window.addEventListener('message', ({ source, data }) => {
      if (source === window.parent && isPage && data?.type === 'pier:theme') setDark(data.dark === true);
    });
  }
  for (const name of ['__ddMuiV5Themes', '__ddMuiV6Themes']) {
    Object.defineProperty(window, name, { value: muiThemes(), enumerable: true });
  }
  if (isPage && isFrame) tellOfPaint();
  if (isPage) {
    const client = createClient<ExtensionApi>(EXTENSION_STREAMS, pendingTransport(connectPage()));
    const fetchPage: typeof fetch = (...args) => (isFrame ? window.fetch : plainFetch)(...args);
    const value = createDdClient(config, client, fetchPage);
    Object.defineProperty(window, 'ddClient', { value, enumerable: true });
  }
}

/** Before everything is loaded, which may be the picture of a far server. */
function tellOfPaint(): void {
  new PerformanceObserver((list, observer) => {
    if (list.getEntriesByName('first-contentful-paint').length === 0) return;
    observer.disconnect();
    window.parent.postMessage({ type: 'pier:extension-painted' }, '*');
  }).observe({ type: 'paint', buffered: true });
}
