import type { WebPreferences } from 'electron';

/** What no window of ours may have weaker: a test walks every place that makes one. */
const STRICT = Object.freeze({
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  spellcheck: false,
} satisfies WebPreferences);

/** The preferences of every window. @param preload absolute path of the one script that a page of ours has beside it */
export function strictPreferences(preload: string): WebPreferences {
  return { ...STRICT, preload };
}
