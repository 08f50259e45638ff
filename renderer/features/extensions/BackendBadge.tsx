import type { Extension, ExtensionBackend } from '../../../shared/contract/extensions.ts';
import { Badge, BadgeLink, type Tone } from '../../components/Badge.tsx';
import { t } from '../../i18n/index.ts';
import { extensionHref } from './extension-commands.ts';

const TONES: Record<ExtensionBackend['state'], Tone> = {
  off: 'idle',
  unknown: 'idle',
  starting: 'busy',
  running: 'ok',
  done: 'idle',
  stopped: 'idle',
  failing: 'bad',
};

/** Whether an extension works: at a glance, with the way to why where it does not. */
export function BackendBadge({ extension, isBusy }: { extension: Extension; isBusy: boolean }) {
  const { enabled, backend, repository } = extension;
  if (isBusy) {
    return (
      <Badge tone="busy" dot>
        {t.extensionCommands.working}
      </Badge>
    );
  }
  if (!enabled) return <Badge>{t.extensions.disabled}</Badge>;
  if (!backend) return null;
  const words = t.extensions.backend[backend.state];
  if (backend.state !== 'failing') return <Badge tone={TONES[backend.state]}>{words}</Badge>;
  return (
    <BadgeLink tone="bad" href={extensionHref(repository)}>
      {words}
    </BadgeLink>
  );
}
