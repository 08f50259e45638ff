/** The scheme and host that the desktop app's own pages are served from. */
export const APP_ORIGIN = 'app://pier';

/** True for a page of ours: the only ones that may be navigated to and that get a port to the backend. */
export function isOwnPage(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return protocol === 'app:' && host === 'pier' && username === '' && password === '';
}

/** True for a download of ours: a transfer, or what a page made itself. */
export function isOwnDownload(url: string): boolean {
  return isOwnPage(url.startsWith('blob:') ? url.slice('blob:'.length) : url);
}
