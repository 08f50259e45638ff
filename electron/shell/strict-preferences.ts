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

/**
 * The preferences of every page.
 * @param preload absolute path of the one script that a page has beside it
 * @param partition of a session that is not the dashboard's: an extension's own
 */
export function strictPreferences(preload: string, partition?: string): WebPreferences {
  return { ...STRICT, preload, ...(partition !== undefined && { partition }) };
}
