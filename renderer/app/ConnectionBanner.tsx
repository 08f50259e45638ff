import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { Banner } from '../components/Banner.tsx';
import { useNow } from '../components/use-now.ts';
import { t } from '../i18n/index.ts';
import { usePier } from '../store/store.ts';
import { useConnection } from './connection-context.tsx';

/** Tells that the backend cannot be reached, for as long as that is so. */
export function ConnectionBanner() {
  const connection = usePier((state) => state.connection);
  const link = useConnection();
  if (connection.kind === 'signed-out') {
    return (
      <Banner tone="bad" icon={IconPlugConnectedX} text={t.connection.signedOut}>
        {t.connection.signedOutHint}
      </Banner>
    );
  }
  if (connection.kind !== 'lost') return null;
  return (
    <Banner
      tone="warn"
      icon={IconPlugConnectedX}
      text={t.connection.lost}
      action={
        <Button size="compact-sm" variant="default" onClick={() => link.retryNow()}>
          {t.connection.retryNow}
        </Button>
      }
    >
      {connection.retryAt === undefined ? t.connection.retrying : <Countdown to={connection.retryAt} />}
    </Banner>
  );
}

function Countdown({ to }: { to: number }) {
  const now = useNow();
  // Not told to screen readers each second.
  return <span aria-hidden>{t.connection.retryIn(Math.max(1, Math.ceil((to - now) / 1000)))}</span>;
}
