import { notifications } from '@mantine/notifications';
import type { NavigationTarget } from '../../../shared/contract/extension-api.ts';
import { goTo } from '../../app/location.ts';
import { notifyDone, notifyError, notifyWarning } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';
import type { ViewRequest } from './use-extension-view.ts';

/** Does what the page of an extension asks of the dashboard. The backend has looked at it. */
export function performViewRequest(request: ViewRequest, extension: { id: string; title: string }): void {
  if (request.kind === 'navigate') goTo(placeOf(request.target));
  else if (request.kind === 'external') openLink(request.url, extension.title);
  else showToast(request, extension);
}

/** The parts of an address. */
export function placeOf(target: NavigationTarget): string[] {
  switch (target.to) {
    case 'container':
      return ['containers', target.id, target.tab];
    case 'image':
      return ['images', target.id];
    case 'volume':
      return ['volumes', target.name];
    default:
      return [target.to];
  }
}

/** One of each kind for an extension: a newer one takes its place. */
function showToast(
  { tone, message }: Extract<ViewRequest, { kind: 'toast' }>,
  { id, title }: { id: string; title: string },
): void {
  const key = `extension-${id}-${tone}`;
  if (tone === 'success') notifyDone(key, title, message);
  else if (tone === 'warning') notifyWarning(key, title, message);
  else notifyError(key, title, { code: 'internal', message, hint: '' });
}

/** A browser opens a window for what a person did alone: else they are asked to. */
function openLink(url: string, title: string): void {
  if (navigator.userActivation?.isActive ?? true) {
    window.open(url, '_blank', 'noopener');
    return;
  }
  notifications.show({
    id: 'extension-link',
    title: t.extensionView.link(title),
    message: (
      <a href={url} target="_blank" rel="noopener noreferrer">
        {url}
      </a>
    ),
    withBorder: true,
    color: 'pier',
    autoClose: 15_000,
  });
}
