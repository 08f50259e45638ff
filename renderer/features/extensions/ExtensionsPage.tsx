import { Button } from '@mantine/core';
import { IconPuzzle, IconPuzzleOff } from '@tabler/icons-react';
import type { Extension, ExtensionBackend } from '../../../shared/contract/extensions.ts';
import { hrefOf } from '../../app/location.ts';
import { Badge, type Tone } from '../../components/Badge.tsx';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { ExtensionIcon } from './ExtensionIcon.tsx';
import classes from './Extensions.module.css';

const TONES: Record<ExtensionBackend['state'], Tone> = {
  off: 'idle',
  unknown: 'idle',
  starting: 'busy',
  running: 'ok',
  stopped: 'idle',
  failing: 'bad',
};

/** The extensions that are installed. */
export function ExtensionsPage() {
  const known = usePier((state) => state.extensions);
  if (!known) return <LoadingRows label={t.extensions.loading} />;
  if (!known.areOn) {
    return <Message icon={IconPuzzleOff} title={t.extensions.offTitle} text={t.extensions.offText} />;
  }
  const { extensions } = known;
  if (extensions.length === 0) {
    return <Message icon={IconPuzzle} title={t.extensions.emptyTitle} text={t.extensions.emptyText} />;
  }
  return (
    <ul className={classes.list} aria-label={t.extensions.list}>
      {extensions.map((extension) => (
        <ExtensionItem key={extension.id} extension={extension} />
      ))}
    </ul>
  );
}

function ExtensionItem({ extension }: { extension: Extension }) {
  const { id, title, version, vendor, description, enabled, page, backend } = extension;
  return (
    <li className={classes.item}>
      <span className={classes.icon}>
        <ExtensionIcon extension={extension} size={32} />
      </span>
      <div className={classes.words}>
        <h2 className={classes.title}>
          {title} <span className={classes.version}>{version}</span>
        </h2>
        {vendor && <p className={classes.vendor}>{t.extensions.by(vendor)}</p>}
        {description && <p className={classes.description}>{description}</p>}
      </div>
      {!enabled && <Badge>{t.extensions.disabled}</Badge>}
      {enabled && backend && <Badge tone={TONES[backend.state]}>{t.extensions.backend[backend.state]}</Badge>}
      {page ? (
        <Button
          component="a"
          href={hrefOf(['extensions', id])}
          variant="default"
          aria-label={t.extensions.open(title)}
        >
          {t.networks.open}
        </Button>
      ) : (
        <Badge small>{t.extensions.noPage}</Badge>
      )}
    </li>
  );
}
